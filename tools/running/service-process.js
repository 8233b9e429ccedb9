const { spawn } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
const readline = require('node:readline');
const { entryOf } = require('../prepare/build');
const { repository } = require('../repository');
const { readLogLine } = require('./log-line');

const STOP_WITHIN_MS = 35_000; // longer than the services' own limit
const REMEMBERED = 30;

/**
 * A running service.
 *
 * @typedef {{ code: number | null, signal: NodeJS.Signals | null }} Exit
 */
class ServiceProcess {
  /** @type {string[]} */
  #last = [];
  #stopping = false;

  /**
   * @param {string} name
   * @param {Record<string, string>} settings environment variables of its own
   * @param {(line: import('./log-line').LogLine) => void} onLog
   */
  constructor(name, settings, onLog) {
    this.name = name;
    this.logFile = path.join(repository, '.warren', 'logs', `${name}-${settings.PORT}.log`);
    fs.mkdirSync(path.dirname(this.logFile), { recursive: true });
    if (fs.existsSync(this.logFile))
      fs.renameSync(this.logFile, this.logFile.replace(/log$/, 'previous.log'));
    const log = fs.createWriteStream(this.logFile);
    this.child = spawn(process.execPath, ['--enable-source-maps', entryOf(name)], {
      cwd: repository,
      // A group of its own: Ctrl-C reaches only us, and each service is stopped once and in order.
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, LOG_FORMAT: 'json', ...settings },
    });
    for (const stream of [this.child.stdout, this.child.stderr]) {
      readline.createInterface({ input: stream }).on('line', (line) => {
        const entry = readLogLine(line);
        log.write(`${line}\n`);
        this.#last = [...this.#last, entry.text].slice(-REMEMBERED);
        onLog(entry);
      });
    }
    /** @type {Promise<Exit>} once it has ended and all it wrote was read */
    this.exit = new Promise((resolve, reject) => {
      this.child.once('error', reject);
      this.child.once('close', (code, signal) => resolve({ code, signal }));
    });
  }

  /** Ends with the process when nobody asked for it. @returns {Promise<ServiceProcess>} itself */
  async died() {
    await this.exit;
    return this.#stopping ? new Promise(() => undefined) : this;
  }

  lastLines() {
    return this.#last.map((line) => `    ${line}`).join('\n') || '    (nothing)';
  }

  /** SIGTERM, and SIGKILL for one that does not end. @returns {Promise<boolean>} whether it ended by itself */
  async stop() {
    this.#stopping = true;
    this.child.kill('SIGTERM');
    let killed = false;
    const limit = setTimeout(() => (killed = this.child.kill('SIGKILL')), STOP_WITHIN_MS);
    await this.exit;
    clearTimeout(limit);
    return !killed;
  }
}

module.exports = { ServiceProcess };
