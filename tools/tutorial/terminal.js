const { spawn } = require('node:child_process');
const { once } = require('node:events');
const { waitUntil } = require('../servers/wait-until');

/** @typedef {{ code: number, output: string }} Outcome */

/**
 * A shell in which one command is typed after the other, so that each finds the variables and functions of those before. Nobody
 * answers where a command asks.
 */
class Terminal {
  /** @type {import('node:child_process').ChildProcessByStdio<import('node:stream').Writable, import('node:stream').Readable, null>} */
  #shell;
  #output = '';
  #count = 0;

  /** @param {string} folder @param {NodeJS.ProcessEnv} env */
  constructor(folder, env) {
    // A group of its own: what hangs in it is ended with it.
    this.#shell = spawn('bash', ['--noprofile', '--norc'], {
      cwd: folder,
      env,
      detached: true,
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    this.#shell.stdout.on('data', (chunk) => (this.#output += String(chunk)));
  }

  /**
   * @param {string} command @param {{ withinMs: number }} options
   * @returns {Promise<Outcome>} what it has written to both of its outputs
   * @throws {Error} when the time is over: what it has printed so far
   */
  async type(command, { withinMs }) {
    const mark = `end of command ${++this.#count}, code `;
    this.#output = '';
    const text = `'${command.replaceAll("'", `'\\''`)}'`;
    this.#shell.stdin.write(`eval ${text} < /dev/null 2>&1\nprintf '%s%d\\n' '${mark}' $?\n`);
    const ended = new RegExp(`^([^]*)${mark}(\\d+)\\n$`);
    await waitUntil(() => ended.test(this.#output), {
      timeoutMs: withinMs,
      message: () => `${command}has not ended within ${withinMs / 1_000} s. It has printed:\n${this.#output}`,
    });
    const [, output = '', code] = ended.exec(this.#output) ?? [];
    return { output, code: Number(code) };
  }

  /** Ends it, and whatever runs in it. */
  async close() {
    const { pid, exitCode, signalCode } = this.#shell;
    if (pid === undefined || exitCode !== null || signalCode !== null) return;
    const ended = once(this.#shell, 'close');
    process.kill(-pid, 'SIGKILL');
    await ended;
  }
}

module.exports = { Terminal };
