const fs = require('node:fs');
const path = require('node:path');

const RABBITMQ_FOLDERS = [
  '/usr/lib/rabbitmq/bin', // Debian, Ubuntu, Fedora: before PATH, whose wrapper changes the user
  '/opt/homebrew/opt/rabbitmq/sbin',
  '/usr/local/opt/rabbitmq/sbin',
  '/home/linuxbrew/.linuxbrew/opt/rabbitmq/sbin',
  '/opt/rabbitmq/sbin',
];
const ERLANG_FOLDERS = ['/opt/homebrew/bin', '/usr/local/bin', '/usr/lib/erlang/bin'];

/** @returns {string[]} */
function foldersInPath() {
  return (process.env.PATH ?? '').split(path.delimiter).filter(Boolean);
}

/** @param {string} parent @param {string} rest @returns {string[]} newest version first */
function versionFolders(parent, rest) {
  if (!fs.existsSync(parent)) return [];
  const newestFirst = fs.readdirSync(parent).sort((a, b) => b.localeCompare(a, 'en', { numeric: true }));
  return newestFirst.map((version) => path.join(parent, version, rest));
}

function postgresFolders() {
  const homebrew = ['/opt/homebrew/opt', '/usr/local/opt', '/home/linuxbrew/.linuxbrew/opt']
    .flatMap((parent) => versionFolders(parent, 'bin'))
    .filter((folder) => path.basename(path.dirname(folder)).startsWith('postgresql'));
  return [
    ...versionFolders('/usr/lib/postgresql', 'bin'),
    ...homebrew,
    ...versionFolders('/Applications/Postgres.app/Contents/Versions', 'bin'),
  ];
}

/** @param {string[]} folders @param {string} program */
function firstWith(folders, program) {
  return folders.map((folder) => path.join(folder, program)).find(isExecutable);
}

/** @param {string} file */
function isExecutable(file) {
  try {
    fs.accessSync(file, fs.constants.X_OK);
    return true;
  } catch {
    return false; // not there, or not ours to run: both mean "look in the next folder"
  }
}

/** Where PostgreSQL's programs are. @returns {{ postgres: string, initdb: string } | undefined} */
function installedPostgres() {
  const initdb = firstWith([...foldersInPath(), ...postgresFolders()], 'initdb');
  if (initdb === undefined) return undefined;
  // PATH often holds links to a few of the programs: the others lie beside the real one.
  const postgres = firstWith([path.dirname(initdb), path.dirname(fs.realpathSync(initdb))], 'postgres');
  return postgres === undefined ? undefined : { initdb, postgres };
}

/** Where RabbitMQ's and Erlang's programs are. @returns {{ server: string, ctl: string, epmd: string } | undefined} */
function installedRabbitMq() {
  const server = firstWith([...RABBITMQ_FOLDERS, ...foldersInPath()], 'rabbitmq-server');
  const epmd = firstWith([...foldersInPath(), ...ERLANG_FOLDERS], 'epmd');
  if (server === undefined || epmd === undefined) return undefined;
  const ctl = firstWith([path.dirname(server), path.dirname(fs.realpathSync(server))], 'rabbitmqctl');
  return ctl === undefined ? undefined : { server, ctl, epmd };
}

/** Prometheus' server and the program that tests its rules. @returns {{ prometheus: string, promtool: string } | undefined} */
function installedPrometheus() {
  const folders = [...foldersInPath(), '/opt/homebrew/bin', '/usr/local/bin', '/usr/bin'];
  const promtool = firstWith(folders, 'promtool');
  const prometheus = firstWith(folders, 'prometheus');
  return promtool && prometheus ? { promtool, prometheus } : undefined;
}

module.exports = { installedPostgres, installedPrometheus, installedRabbitMq };
