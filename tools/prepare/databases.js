const { Client } = require('pg');
const { ExplainedError } = require('../explained-error');
const { databaseOf, instanceName } = require('../instance');
const { step } = require('../output/step');
const { hasProtocolOf, reasonOf } = require('../servers/way');
const { postgres } = require('../servers/postgres');
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
 * @param {string} serverUrl @param {NodeJS.Dict<string>} env
 * @returns {Map<string, string>} service → address
 * @throws {ExplainedError} naming a variable that holds no address
 */
function databaseUrls(serverUrl, env = process.env) {
  const instance = instanceName(env);
  return new Map(
    services.map(({ name, database, databaseVariable }) => [
      name,
      chosenUrl(databaseVariable, env) ?? withDatabase(serverUrl, databaseOf(database, instance)),
    ]),
  );
}

/** @param {string} variable @param {NodeJS.Dict<string>} env */
function chosenUrl(variable, env) {
  const url = env[variable];
  if (!url) return undefined;
  if (hasProtocolOf(postgres, url)) return url;
  throw new ExplainedError(
    `${variable} is not an address of ${postgres.name}. It looks like ${postgres.example}`,
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

/**
 * Creates what is missing and says so.
 *
 * @param {Map<string, string>} urls service → address
 * @throws {ExplainedError} naming the service whose database cannot be reached or created, and why
 */
async function createDatabases(urls) {
  const line = step('Databases');
  try {
    const names = [];
    for (const [service, url] of urls) {
      const name = decodeURIComponent(new URL(url).pathname.slice(1));
      const isNew = await ensureDatabase(url).catch((error) => {
        throw cannotBeUsed(service, url, error);
      });
      names.push(isNew ? `${name} (new)` : name);
    }
    line.done(names.join(', '));
  } catch (error) {
    line.fail('could not be created');
    throw error;
  }
}

/** @param {string} service @param {string} url @param {unknown} error */
function cannotBeUsed(service, url, error) {
  const { host, pathname } = new URL(url);
  const variable = services.find(({ name }) => name === service)?.databaseVariable;
  return new ExplainedError(
    `The database "${decodeURIComponent(pathname.slice(1))}" of ${service} on ${host} can be neither used nor created: ` +
      `${reasonOf(error)}.\nSet ${variable} to one that can, or unset it to have one created on the server that was found.`,
    { cause: error },
  );
}

module.exports = { createDatabases, databaseUrls, ensureDatabase };
