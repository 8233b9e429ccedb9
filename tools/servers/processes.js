const { spawn, spawnSync } = require('node:child_process');
const fs = require('node:fs');
const { waitUntil } = require('./wait-until');

/**
 * @typedef {{ pid: number, parent: number, group: number, dead: boolean, command: string }} Process
 * @typedef {{ env: NodeJS.ProcessEnv, folder: string, logFile: string, pidFile: string, user?: { uid: number, gid: number } }} Launch
 */

/**
 * Starts a server in a process group of its own, so that Ctrl-C in the terminal reaches this program alone and
 * the servers are stopped in the right order afterwards.
 *
 * @param {string} command @param {string[]} args @param {Launch} launch
 * @returns {number} the process id, which is also the id of the group
 */
function launchDetached(command, args, { env, folder, logFile, pidFile, user }) {
  const log = fs.openSync(logFile, 'a');
  const child = spawn(command, args, {
    ...user,
    env,
    cwd: folder,
    detached: true,
    stdio: ['ignore', log, log],
  });
  fs.closeSync(log);
  // A failed spawn has no id; its reason also arrives as an event, which would end the program with a bare stack.
  child.on('error', (error) => fs.appendFileSync(logFile, `${error.message}\n`));
  if (child.pid === undefined) throw new Error(`${command} could not be started (see ${logFile})`);
  fs.writeFileSync(pidFile, String(child.pid));
  child.unref();
  return child.pid;
}

/** Every process of this machine. Linux is read from /proc, because slim images have no `ps`. @returns {Process[]} */
function listProcesses() {
  return process.platform === 'linux' ? processesFromProc() : processesFromPs();
}

function processesFromProc() {
  return fs
    .readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      const stat = readIfPresent(`/proc/${name}/stat`);
      if (stat === undefined) return [];
      // The name in brackets may hold blanks and brackets itself: the fields begin behind the last one.
      const [state, parent, group] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      const command = (readIfPresent(`/proc/${name}/cmdline`) ?? '').replaceAll('\0', ' ');
      const dead = state === 'Z' && threadsOf(name) <= 1;
      return [{ pid: Number(name), parent: Number(parent), group: Number(group), dead, command }];
    });
}

/**
 * A killed process with many threads looks dead as soon as its first thread is, while the others hold its ports.
 *
 * @param {string} pid
 */
function threadsOf(pid) {
  try {
    return fs.readdirSync(`/proc/${pid}/task`).length;
  } catch {
    return 0; // gone altogether
  }
}

/** @param {string} file */
function readIfPresent(file) {
  try {
    return fs.readFileSync(file, 'utf8');
  } catch {
    return undefined; // the process ended between the listing and this read: it is not there any more
  }
}

function processesFromPs() {
  const { stdout } = spawnSync('ps', ['-A', '-ww', '-o', 'pid=,ppid=,pgid=,stat=,args='], {
    encoding: 'utf8',
  });
  return stdout.split('\n').flatMap((line) => {
    const match = /^\s*(\d+)\s+(\d+)\s+(\d+)\s+(\S+)\s+(.*)$/.exec(line);
    if (!match) return [];
    const [, pid, parent, group, state = '', command = ''] = match;
    return [
      {
        pid: Number(pid),
        parent: Number(parent),
        group: Number(group),
        dead: state.startsWith('Z'),
        command,
      },
    ];
  });
}

/** The group itself and all that its members started, whatever group those moved to. @param {number} group */
function processTree(group) {
  const living = listProcesses().filter((candidate) => !candidate.dead);
  const tree = living.filter((candidate) => candidate.group === group || candidate.pid === group);
  for (const member of tree) {
    tree.push(
      ...living.filter(({ pid, parent }) => parent === member.pid && !tree.some((p) => p.pid === pid)),
    );
  }
  return tree;
}

/**
 * Sends a signal to a whole tree of processes at (nearly) one instant; those that ended meanwhile are left out.
 *
 * @param {number[]} pids @param {NodeJS.Signals} signal
 */
function signalAll(pids, signal) {
  for (const pid of pids) {
    try {
      process.kill(pid, signal);
    } catch (error) {
      if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'ESRCH') throw error;
    }
  }
}

/** @param {number} pid */
function isRunning(pid) {
  return listProcesses().some((candidate) => candidate.pid === pid && !candidate.dead);
}

/**
 * @param {number[]} pids @param {string} what is waited for @param {number} timeoutMs
 */
async function waitUntilGone(pids, what, timeoutMs) {
  await waitUntil(() => !listProcesses().some(({ pid, dead }) => !dead && pids.includes(pid)), {
    timeoutMs,
    message: () => `${what} is still running after ${timeoutMs / 1000} s (process ${pids.join(', ')})`,
  });
}

/** @param {number} group @param {string} what */
async function killTree(group, what) {
  const pids = processTree(group).map(({ pid }) => pid);
  signalAll(pids, 'SIGKILL');
  await waitUntilGone(pids, what, 20_000);
}

module.exports = {
  launchDetached,
  listProcesses,
  processTree,
  signalAll,
  isRunning,
  waitUntilGone,
  killTree,
};
