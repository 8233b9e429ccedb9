const { Client } = require('pg');
const { step } = require('../output/step');
const { services } = require('../services');

const DATABASE_MISSING = '3D000';
const DATABASE_THERE = new Set(['42P04', '23505']); // the second when two create it at one instant

/** @param {string} url @param {string} database */
function withDatabase(url, database) {
  const changed = new URL(url);
  changed.pathname = `/${database}`;
  return changed.href;
}

/**
 * The database of each service: the one that its variable names, else one of its own on the server that was found.
 *
 * @param {string} serverUrl @param {NodeJS.ProcessEnv} env
 * @returns {Map<string, string>} service → address
 */
function databaseUrls(serverUrl, env = process.env) {
  return new Map(
    services.map(({ name, database, databaseVariable }) => [
      name,
      env[databaseVariable] || withDatabase(serverUrl, database),
    ]),
  );
}

/** @param {string} url @param {string} [statement] */
async function connectAnd(url, statement) {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  await client.connect();
  try {
    if (statement) await client.query(statement);
  } finally {
    await client.end();
  }
}

/** @param {string} url @returns {Promise<boolean>} whether it had to be created */
async function ensureDatabase(url) {
  try {
    await connectAnd(url);
    return false;
  } catch (error) {
    if (/** @type {{ code?: string }} */ (error).code !== DATABASE_MISSING) throw error;
  }
  const name = decodeURIComponent(new URL(url).pathname.slice(1));
  try {
    await connectAnd(withDatabase(url, 'postgres'), `CREATE DATABASE "${name.replaceAll('"', '""')}"`);
    return true;
  } catch (error) {
    const { code = '' } = /** @type {{ code?: string }} */ (error);
    if (DATABASE_THERE.has(code)) return false;
    throw error;
  }
}

/** Creates what is missing and says so. @param {Map<string, string>} urls service → address */
async function createDatabases(urls) {
  const line = step('Databases');
  try {
    const names = [];
    for (const url of urls.values()) {
      const name = decodeURIComponent(new URL(url).pathname.slice(1));
      names.push((await ensureDatabase(url)) ? `${name} (new)` : name);
    }
    line.done(names.join(', '));
  } catch (error) {
    line.fail('could not be created');
    throw error;
  }
}

module.exports = { createDatabases, databaseUrls, ensureDatabase };
