const { spawn } = require('node:child_process');
const readline = require('node:readline');
const { passSignal } = require('../pass-signal');
const { entryOf } = require('../prepare/build');
const { repository } = require('../repository');

/**
 * What a service says of a command, one message a line.
 *
 * @typedef {{ title?: string, columns: string[], rows: string[][] }} Table
 * @typedef {{ kind: 'usage' | 'failed', message: string }} Failure
 * @typedef {{ kind: 'entry', entry: object, text: string }
 *   | { kind: 'progress', text: string }
 *   | { kind: 'result', result: unknown, page: (Table | string)[], isWell: boolean }
 *   | { kind: 'error', error: Failure }} Message
 */

/** @param {string} service @param {string[]} command @param {Record<string, string>} environment */
const start = (
  service,
  command,
  environment,
  /** @type {import('node:child_process').StdioOptions} */ stdio,
) =>
  spawn(process.execPath, ['--enable-source-maps', entryOf(service), 'ops', ...command], {
    cwd: repository,
    env: { ...process.env, ...environment },
    stdio,
  });

/**
 * Runs a command in one service.
 *
 * @param {string} service @param {string[]} command @param {Record<string, string>} environment
 * @param {{ onMessage(message: Message): void, onLog(line: string): void }} listener
 * @returns {Promise<{ code: number | null, signal: NodeJS.Signals | null }>} how its process has ended
 */
function runInService(service, command, environment, { onMessage, onLog }) {
  const child = start(service, command, { ...environment, WARREN_MESSAGES: '1' }, ['ignore', 'pipe', 'pipe']);
  /** @param {NodeJS.Signals} signal */
  const pass = (signal) => passSignal(child, signal);
  process.on('SIGTERM', pass).on('SIGINT', pass);
  readline.createInterface({ input: child.stdout ?? process.stdin }).on('line', (line) => {
    const message = messageIn(line);
    if (message) onMessage(message);
    else onLog(line);
  });
  readline.createInterface({ input: child.stderr ?? process.stdin }).on('line', onLog);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => {
      process.off('SIGTERM', pass).off('SIGINT', pass);
      resolve({ code, signal });
    });
  });
}

/** Runs it with this process's own streams. @returns {Promise<number>} its exit code
 * @param {string} service @param {string[]} command @param {Record<string, string>} environment */
function runPlainly(service, command, environment) {
  const child = start(service, command, environment, 'inherit');
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve(code ?? 1));
  });
}

/** @param {string} line @returns {Message | undefined} */
function messageIn(line) {
  if (!line.startsWith('{')) return undefined;
  try {
    const message = JSON.parse(line);
    return typeof message.kind === 'string' ? message : undefined;
  } catch {
    return undefined; // written by something else: it is shown as it is
  }
}

module.exports = { runInService, runPlainly };
