const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { freePorts, isFree } = require('../ports');
const { installedPostgres } = require('../installed');
const { warrenFolder } = require('../private-folder');
const { greetPostgres } = require('./handshake');
const { postgresUser, prepare, runPostgres, stopPostgres, urlOf } = require('./private');

/** Who may be let in without asking: the usual superuser, or the developer. @returns {string[]} */
function localUrls() {
  const users = new Set([process.env.PGUSER ?? 'postgres', 'postgres', os.userInfo().username]);
  const passwords = ['', process.env.PGPASSWORD ?? '', 'postgres'].filter((word, i) => i === 0 || word);
  return [...users].flatMap((user) =>
    passwords.map((word) => {
      const login = word ? `${user}:${encodeURIComponent(word)}` : user;
      return `postgres://${login}@127.0.0.1:5432/postgres`;
    }),
  );
}

/** Data files belong to one major version: each has a folder of its own. */
function privateFolder() {
  const initdb = installedPostgres()?.initdb ?? '';
  const major = /(\d+)(\.\d+)?\/bin\/initdb$/.exec(fs.existsSync(initdb) ? fs.realpathSync(initdb) : '')?.[1];
  return path.join(warrenFolder(postgresUser()), major ? `postgres-${major}` : 'postgres');
}

/** @type {import('../server-kind').ServerKind} */
const postgres = {
  name: 'PostgreSQL',
  key: 'postgres',
  variable: 'DATABASE_URL',
  protocols: ['postgres:', 'postgresql:'],
  example: 'postgres://user:password@host:5432/postgres',
  defaultPort: 5432,
  composePorts: [5432],
  packages: ['postgresql'],
  localUrls,
  composeUrl: (port) => `postgres://postgres:postgres@127.0.0.1:${port}/postgres`,
  greet: greetPostgres,
  isInstalled: () => installedPostgres() !== undefined,
  privateFolder,
  async startPrivate(folder, last) {
    const port = last?.sql && (await isFree(last.sql)) ? last.sql : ((await freePorts(1))[0] ?? 0);
    prepare(folder);
    const server = await runPostgres({ dir: folder, port });
    return { url: urlOf(port), ports: { sql: port }, pids: { server } };
  },
  async stopPrivate({ pids: { server } }) {
    if (server) await stopPostgres(server);
  },
};

module.exports = { postgres };
