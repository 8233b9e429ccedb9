const { ExplainedError } = require('../explained-error');
const { instanceName, portOf } = require('../instance');

const USUAL_PORT = 3010;
const PORT_VARIABLE = 'ISSUER_PORT';
/** Where it listens. In a container the loopback is the container's own, and nobody could ask. */
const ADDRESS_VARIABLE = 'ISSUER_ADDRESS';

/** As services know it (libs/platform/src/access/development-issuer.ts): none takes its tokens in production. */
const ISSUER = 'urn:warren:development-issuer';
const AUDIENCE = 'warren';
const KEY_PREFIX = 'development-';

/**
 * Where the development issuer listens: where its variable says, else its usual port in this instance.
 *
 * @param {NodeJS.Dict<string>} [env]
 * @throws {ExplainedError} naming the variable that is wrong
 */
function issuerPort(env = process.env) {
  const given = env[PORT_VARIABLE]?.trim();
  const port = given ? Number(given) : portOf(USUAL_PORT, instanceName(env));
  if (Number.isInteger(port) && port >= 1 && port <= 65_535) return port;
  throw new ExplainedError(`${PORT_VARIABLE} must be a port from 1 to 65535, not "${given}".`);
}

/** @param {NodeJS.Dict<string>} [env] */
const issuerAddress = (env = process.env) => env[ADDRESS_VARIABLE]?.trim() || '127.0.0.1';

/** @param {NodeJS.Dict<string>} [env] */
const issuerUrl = (env) => `http://127.0.0.1:${issuerPort(env)}`;

/** What a service that trusts it has in its environment. @param {NodeJS.Dict<string>} [env] @returns {Record<string, string>} */
function trustingSettings(env = process.env) {
  return { AUTH_ISSUER: ISSUER, AUTH_AUDIENCE: AUDIENCE, AUTH_JWKS_URL: `${issuerUrl(env)}/jwks.json` };
}

module.exports = {
  AUDIENCE,
  ISSUER,
  KEY_PREFIX,
  PORT_VARIABLE,
  issuerAddress,
  issuerPort,
  issuerUrl,
  trustingSettings,
};
