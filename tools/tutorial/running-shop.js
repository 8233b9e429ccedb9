const { spawn } = require('node:child_process');
const { once } = require('node:events');
const { waitUntil } = require('../servers/wait-until');

/** Its last words before it waits for somebody. */
const STARTED = 'Ctrl-C stops what was started here';

/** What stays in a terminal of its own until somebody ends it: `npm start`. */
class RunningShop {
  output = '';
  #isOver = false;
  /** @type {Promise<void>} */
  #ended;
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
    this.#ended = once(this.#process, 'close').then(() => void (this.#isOver = true));
  }

  /** @param {{ withinMs: number }} options @throws {Error} where it ends before, or the time is over: what it has printed */
  async started({ withinMs }) {
    await waitUntil(() => this.output.includes(STARTED) || this.#isOver, {
      timeoutMs: withinMs,
      message: () => `The shop has not started within ${withinMs / 1_000} s. It has printed:\n${this.output}`,
    });
    if (this.#isOver)
      throw new Error(`The shop has ended instead of starting. It has printed:\n${this.output}`);
  }

  /** As Ctrl-C does, once or again; then it waits for the end. */
  async interrupt() {
    if (!this.#isOver && this.#process.pid !== undefined) process.kill(-this.#process.pid, 'SIGINT');
    await this.#ended;
  }
}

module.exports = { RunningShop };
