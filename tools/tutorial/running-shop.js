const { spawn } = require('node:child_process');
const { once } = require('node:events');
const { waitUntil } = require('../servers/wait-until');

/** Its last words before it waits for somebody. */
const STARTED = 'Ctrl-C stops what was started here';

/** What stays in a terminal of its own until somebody ends it: `npm start`. */
class RunningShop {
  output = '';
  /** @type {import('node:child_process').ChildProcessByStdio<null, import('node:stream').Readable, import('node:stream').Readable>} */
  #process;

  /** @param {string} command @param {string} folder @param {NodeJS.ProcessEnv} env */
  constructor(command, folder, env) {
    this.#process = spawn('bash', ['-c', command], {
      cwd: folder,
      env,
      detached: true, // a group of its own, which gets the signal as that of a terminal does
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [this.#process.stdout, this.#process.stderr])
      stream.on('data', (chunk) => (this.output += String(chunk)));
    /** @type {Promise<number | null>} */
    this.exit = once(this.#process, 'close').then(([code]) => code);
  }

  /** @param {{ withinMs: number }} options @throws {Error} where it ends before, or the time is over: what it has printed */
  async started({ withinMs }) {
    const isOver = () => this.#process.exitCode !== null;
    await waitUntil(() => this.output.includes(STARTED) || isOver(), {
      timeoutMs: withinMs,
      message: () => `The shop has not started within ${withinMs / 1_000} s. It has printed:\n${this.output}`,
    });
    if (isOver()) throw new Error(`The shop has ended instead of starting. It has printed:\n${this.output}`);
  }

  /** As Ctrl-C does. @returns {Promise<number | null>} its exit code */
  async interrupt() {
    if (this.#process.pid !== undefined && this.#process.exitCode === null)
      process.kill(-this.#process.pid, 'SIGINT');
    return this.exit;
  }
}

module.exports = { RunningShop };
