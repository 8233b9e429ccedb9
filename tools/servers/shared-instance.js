const fs = require('node:fs');
const path = require('node:path');
const { withLock } = require('../lock');
const { isRunning, listProcesses, killTree } = require('./processes');

/**
 * @typedef {import('./server-kind').ServerKind} ServerKind
 * @typedef {import('./server-kind').PrivateState} PrivateState
 */

/**
 * Starts the repository's own private server, or joins the one that another `npm start` or `npm test` has started
 * and that still runs. Who leaves last stops it: its data stay for the next time.
 *
 * @param {ServerKind} kind
 * @returns {Promise<{ url: string, folder: string, joined: boolean, leave: () => Promise<void> }>}
 */
async function joinSharedInstance(kind) {
  const folder = kind.privateFolder();
  fs.mkdirSync(path.join(folder, 'users'), { recursive: true });
  const lock = path.join(folder, 'lock');
  return withLock(lock, `starting ${kind.name}`, async () => {
    const last = readState(folder);
    const joined = last !== undefined && (await stillServes(kind, last, folder));
    const state = joined ? last : await startAnew(kind, folder, last);
    fs.writeFileSync(userFile(folder, process.pid), '');
    const leave = () => withLock(lock, `stopping ${kind.name}`, () => leaveShared(kind, folder, state));
    return { url: state.url, folder, joined, leave };
  });
}

/** @param {ServerKind} kind @param {string} folder @param {PrivateState} [last] */
async function startAnew(kind, folder, last) {
  if (last) await endRemains(last, folder);
  const state = await kind.startPrivate(folder, last?.ports);
  fs.writeFileSync(stateFile(folder), JSON.stringify(state, null, 2));
  return state;
}

/** @param {ServerKind} kind @param {string} folder @param {PrivateState} state */
async function leaveShared(kind, folder, state) {
  fs.rmSync(userFile(folder, process.pid), { force: true });
  const others = fs.readdirSync(path.join(folder, 'users')).map(Number);
  if (others.some(isRunning)) return;
  await kind.stopPrivate(state);
  for (const gone of others) fs.rmSync(userFile(folder, gone), { force: true });
}

/** @param {ServerKind} kind @param {PrivateState} state @param {string} folder */
async function stillServes(kind, state, folder) {
  if (!livingOf(state, folder).includes(state.pids.server)) return false;
  return kind.greet(state.url).then(
    () => true,
    () => false, // it hangs, or is half dead: it is ended and started anew
  );
}

/**
 * What is left of a server that does not answer would hold its files and ports.
 *
 * @param {PrivateState} state @param {string} folder
 */
async function endRemains(state, folder) {
  for (const pid of livingOf(state, folder)) await killTree(pid, `process ${pid}`);
}

/**
 * Process ids are given again after a while: ours are those whose command names our folder or our port mapper.
 *
 * @param {PrivateState} state @param {string} folder
 */
function livingOf({ pids, ports }, folder) {
  const marks = [folder, `epmd -port ${ports.epmd}`];
  return listProcesses()
    .filter(({ pid, dead }) => !dead && Object.values(pids).includes(pid))
    .filter(({ command }) => marks.some((mark) => command.includes(mark)))
    .map(({ pid }) => pid);
}

/** @param {string} folder */
const stateFile = (folder) => path.join(folder, 'state.json');
/** @param {string} folder @param {number} pid */
const userFile = (folder, pid) => path.join(folder, 'users', String(pid));

/** @param {string} folder @returns {PrivateState | undefined} */
function readState(folder) {
  if (!fs.existsSync(stateFile(folder))) return undefined;
  return JSON.parse(fs.readFileSync(stateFile(folder), 'utf8'));
}

module.exports = { joinSharedInstance };
