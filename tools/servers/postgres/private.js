const { execFileSync } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { ExplainedError } = require('../../explained-error');
const { freePorts } = require('../ports');
const { installedPostgres } = require('../installed');
const { lastLines, makeFolder, temporaryFolder } = require('../private-folder');
const { isRunning, killTree, launchDetached, signalAll, waitUntilGone } = require('../processes');
const { waitUntil } = require('../wait-until');
const { watchOver } = require('../watchdog');
const { greetPostgres } = require('./handshake');

const WHAT = 'the private PostgreSQL';
const STARTS = 20;

/** @typedef {{ dir: string, port: number, settings?: Record<string, string | number>, files?: Record<string, string> }} PostgresPlan */

/** PostgreSQL refuses to be run by root. @returns {{ uid: number, gid: number } | undefined} undefined: ourselves */
function postgresUser() {
  if (os.userInfo().uid !== 0) return undefined;
  const accounts = fs.readFileSync('/etc/passwd', 'utf8').split('\n');
  const account = ['postgres:', 'nobody:'].map((name) => accounts.find((line) => line.startsWith(name)));
  const [, , uid, gid] = (account.find(Boolean) ?? '').split(':');
  if (!uid || !gid)
    throw new Error('PostgreSQL does not run as root, and there is no user postgres or nobody');
  return { uid: Number(uid), gid: Number(gid) };
}

/** @param {number} port */
const urlOf = (port) => `postgres://postgres@127.0.0.1:${port}/postgres`;

/** @returns {NodeJS.ProcessEnv} what it needs and nothing that would steer it (PGDATA, PGPORT, …) */
function environment() {
  const { PATH, LANG = 'C', TMPDIR } = process.env;
  return { PATH, LANG, TMPDIR, HOME: '/' };
}

function programs() {
  const found = installedPostgres();
  if (!found) throw new Error('PostgreSQL is not installed (no initdb in PATH or in the usual folders)');
  return found;
}

/** Creates the data files unless they are there. @param {string} dir */
function prepare(dir) {
  const user = postgresUser();
  const data = path.join(makeFolder(dir, user), 'data');
  if (fs.existsSync(path.join(data, 'PG_VERSION'))) return;
  fs.rmSync(data, { recursive: true, force: true }); // an initdb that was interrupted
  execFileSync(programs().initdb, ['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--no-sync'], {
    ...user,
    cwd: dir,
    env: environment(),
    stdio: ['ignore', 'ignore', 'pipe'],
  });
}

/**
 * Puts files beside the data, readable for the server alone: so it wants keys to be.
 *
 * @param {PostgresPlan} plan
 */
function placeFiles({ dir, files = {} }) {
  const user = postgresUser();
  for (const [name, content] of Object.entries(files)) {
    const file = path.join(dir, 'data', name);
    fs.writeFileSync(file, content, { mode: 0o600 });
    if (user) fs.chownSync(file, user.uid, user.gid);
  }
}

/** @param {PostgresPlan} plan @returns {number} process id */
function launch({ dir, port, settings = {} }) {
  const all = { listen_addresses: '127.0.0.1', unix_socket_directories: '', port, ...settings };
  return launchDetached(
    programs().postgres,
    [
      '-D',
      path.join(dir, 'data'),
      ...Object.entries(all).flatMap(([key, value]) => ['-c', `${key}=${value}`]),
    ],
    {
      env: environment(),
      folder: dir,
      logFile: path.join(dir, 'server.log'),
      pidFile: path.join(dir, 'server.pid'),
      user: postgresUser(),
    },
  );
}

/**
 * Starts the server and waits until it lets us in. After a SIGKILL its old processes hold the shared memory for a
 * moment, and it gives up at once: then it is started again, a few times.
 *
 * @param {PostgresPlan} plan @returns {Promise<number>} process id
 */
async function runPostgres(plan) {
  const log = path.join(plan.dir, 'server.log');
  let pid = launch(plan);
  let left = STARTS;
  const condition = async () => {
    if (!isRunning(pid)) {
      if ((left -= 1) === 0)
        throw new ExplainedError(`${WHAT} ended while it started, see ${log}\n${lastLines(log)}`);
      pid = launch(plan);
    }
    await greetPostgres(urlOf(plan.port));
    return true;
  };
  try {
    await waitUntil(condition, {
      timeoutMs: 60_000,
      everyMs: 200,
      message: (error) => `${WHAT} did not start (${error?.message ?? ''}), see ${log}\n${lastLines(log)}`,
    });
    return pid;
  } catch (error) {
    await killTree(pid, WHAT);
    throw error;
  }
}

/** Open sessions are ended, what is committed is kept. @param {number} pid */
async function stopPostgres(pid) {
  signalAll([pid], 'SIGINT');
  await waitUntilGone([pid], WHAT, 30_000).catch(() => killTree(pid, WHAT));
}

/**
 * A PostgreSQL of its own for a test that breaks it on purpose: several run side by side, each on a free port with
 * a new data folder, and none outlives the process that started it.
 *
 * @param {{ dir?: string, settings?: Record<string, string | number>, files?: Record<string, string> }} [options]
 *   dir: where its files go (default: a new folder that stop() removes); settings: as in postgresql.conf, for
 *   example `{ max_prepared_transactions: 10 }`; files: what else lies beside its data, by name: certificates, a pg_hba.conf
 *   (which has to let the superuser in from this machine)
 * @throws {Error} when PostgreSQL is not installed or does not start within a minute, with the end of its log
 * @example
 * const postgres = await startPrivatePostgres();
 * await postgres.kill(); // SIGKILL, as a power cut would
 * await postgres.restart(); // same url, same data
 * await postgres.stop();
 */
async function startPrivatePostgres({ dir, settings, files } = {}) {
  const folder = dir ?? temporaryFolder('postgres', postgresUser());
  const [port = 0] = await freePorts(1);
  const plan = { dir: folder, port, settings, files };
  prepare(folder);
  placeFiles(plan);
  const watchdog = dir === undefined ? watchOver(folder) : undefined;
  let pid = await runPostgres(plan);
  return {
    /** Superuser connection to the database `postgres`. */
    url: urlOf(port),
    port,
    dir: folder,
    /** Graceful stop; afterwards nothing is left of it. */
    async stop() {
      await stopPostgres(pid);
      watchdog?.dismiss();
      if (dir === undefined) fs.rmSync(folder, { recursive: true, force: true });
    },
    /** Replaces files beside its data; it reads them when it is told to (`select pg_reload_conf()`). @param {Record<string, string>} changed */
    place: (changed) => placeFiles({ ...plan, files: changed }),
    /** SIGKILL for the server and every session of it; the data stay. */
    kill: () => killTree(pid, WHAT),
    /** Starts it again on the same port with the same data, after a graceful stop where it still runs. */
    async restart() {
      if (isRunning(pid)) await stopPostgres(pid);
      pid = await runPostgres(plan);
    },
  };
}

module.exports = { postgresUser, prepare, runPostgres, stopPostgres, startPrivatePostgres, urlOf };
