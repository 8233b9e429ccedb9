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
  removeVoid(file);
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

/**
 * Removes the lock of a process that has ended. It is moved aside first: what was looked at a moment ago may have been
 * replaced by the lock of somebody who is alive, and that one is put back.
 *
 * @param {string} file
 */
function removeVoid(file) {
  if (!isVoid(file)) return;
  const aside = `${file}.${process.pid}.void`;
  try {
    fs.renameSync(file, aside);
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'ENOENT') return; // somebody else removed it
    throw new ExplainedError(`${file}, a lock that nobody holds, could not be removed`, { cause: error });
  }
  if (!isVoid(aside)) fs.linkSync(aside, file);
  fs.rmSync(aside);
}

/** @param {string} file */
function isVoid(file) {
  const pid = holder(file);
  return pid > 0 && !isRunning(pid);
}

/** @param {string} file */
function holder(file) {
  return fs.existsSync(file) ? Number(fs.readFileSync(file, 'utf8')) : 0;
}

module.exports = { withLock };
