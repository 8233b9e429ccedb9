const { randomBytes } = require('node:crypto');
const path = require('node:path');
const { Client } = require('pg');
const { DATABASE_PREFIX, INSTANCE_VARIABLE, databaseOf, portOf } = require('../instance');
const { isFree } = require('../servers/ports');

const USUAL_PORTS = Array.from({ length: 19 }, (_, index) => 3_001 + index);
const PORT_ON_PAGE = /\blocalhost:(30[01]\d)\b/g;

/** A name with which the shop of a page runs beside all others, and what follows from it. */
class AnotherShop {
  /** @param {string} name */
  constructor(name) {
    this.name = name;
  }

  /** One whose ports are all free now. */
  static async free() {
    for (;;) {
      const name = `page-${randomBytes(4).toString('hex')}`;
      const ports = USUAL_PORTS.map((port) => portOf(port, name));
      const free = await Promise.all(ports.map((port) => isFree(port, { everywhere: true })));
      if (free.every(Boolean)) return new AnotherShop(name);
    }
  }

  /**
   * As somebody has it in a terminal who gives their shop this name. Nothing of the test that runs, nor of the npm that runs that.
   *
   * @param {string} folder of the copy @returns {NodeJS.ProcessEnv}
   */
  environment(folder) {
    const own = Object.entries(process.env).filter(
      ([name]) => !/^(NODE_ENV|JEST_WORKER_ID|npm_.*|CI)$/.test(name),
    );
    return {
      ...Object.fromEntries(own),
      [INSTANCE_VARIABLE]: this.name,
      EVENTING_EXPIRE_AFTER_MS: '600000',
      npm_config_cache: path.join(folder, '.warren', 'npm-cache'), // npx notes there where a repository lies
      npm_config_update_notifier: 'false',
      NO_COLOR: '1',
    };
  }

  /** What the page says, with the ports of this one. @param {string} text */
  typed(text) {
    return text.replace(PORT_ON_PAGE, (_, port) => `localhost:${portOf(Number(port), this.name)}`);
  }

  /** What was printed, with the names and ports of the usual one. @param {string} text */
  shown(text) {
    const named = text.replaceAll(databaseOf(DATABASE_PREFIX, this.name), DATABASE_PREFIX);
    return USUAL_PORTS.reduce(
      (result, port) => result.replaceAll(`localhost:${portOf(port, this.name)}`, `localhost:${port}`),
      named,
    );
  }

  /** @param {string} serverUrl */
  async dropDatabases(serverUrl) {
    const client = new Client({ connectionString: serverUrl });
    await client.connect();
    const prefix = databaseOf(DATABASE_PREFIX, this.name);
    const { rows } = await client.query('select datname from pg_database where starts_with(datname, $1)', [
      prefix,
    ]);
    for (const { datname } of rows) await client.query(`drop database if exists "${datname}" with (force)`);
    await client.end();
  }
}

module.exports = { AnotherShop };
