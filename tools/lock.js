const fs = require('node:fs');
const path = require('node:path');
const { ExplainedError } = require('./explained-error');
const { isRunning } = require('./servers/processes');
const { waitUntil } = require('./servers/wait-until');

/**
 * Runs the work while no other `npm start` or `npm test` of this repository does the same: two builds into one
 * folder, or two starts of one private server, would destroy each other's results. The lock of a process that has
 * ended is void.
 *
 * @template T
 * @param {string} file @param {string} what for the message, as in "building"
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
async function withLock(file, what, work) {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  await waitUntil(() => take(file), {
    timeoutMs: 10 * 60_000,
    everyMs: 200,
    message: () =>
      `Another process (${holder(file)}) has been ${what} for 10 minutes. End it, or remove ${file}.`,
  });
  try {
    return await work();
  } finally {
    fs.rmSync(file, { force: true });
  }
}

/** @param {string} file */
function take(file) {
  const other = holder(file);
  if (other > 0 && !isRunning(other)) fs.rmSync(file, { force: true });
  // Linked into place with its content, so that nobody ever sees a lock without a holder.
  const mine = `${file}.${process.pid}`;
  fs.writeFileSync(mine, String(process.pid));
  try {
    fs.linkSync(mine, file);
    return true;
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'EEXIST') return false;
    throw new ExplainedError(`${file} could not be written`, { cause: error });
  } finally {
    fs.rmSync(mine, { force: true });
  }
}

/** @param {string} file */
function holder(file) {
  return fs.existsSync(file) ? Number(fs.readFileSync(file, 'utf8')) : 0;
}

module.exports = { withLock };
