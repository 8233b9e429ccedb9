const fs = require('node:fs');
const path = require('node:path');
const { parseEnv } = require('node:util');
const { instanceName } = require('../instance');
const { ISSUER, trustingSettings } = require('../issuer/settings');
const { repository } = require('../repository');
const { services } = require('../services');

/**
 * What `npm start` sets otherwise than the services would themselves. What takes minutes in a real shop takes seconds
 * here: who waits for it is a person trying things out. And seven pools of the usual size could need more connections
 * than the hundred of a PostgreSQL as it is installed, which others use, too. One person asks here for everybody, and often.
 *
 * The environment and the `.env` files have the last word: `PAYMENT_WITHIN=15m npm start`.
 *
 * @type {{ everyService: Record<string, string>, own: Record<string, Record<string, string>> }}
 */
const FOR_TRYING_OUT = {
  everyService: { NODE_ENV: 'development', DATABASE_POOL_SIZE: '6', RATE_LIMIT: '60000' },
  own: {
    orders: { STOCK_WITHIN: '30s', PAYMENT_WITHIN: '10s' },
    payments: {
      PROVIDER_TIME_LIMIT: '1s',
      PROVIDER_TRIES: '2',
      BREAKER_OPEN_FOR: '2s', // who tries out a provider that does not answer wants to pay right afterwards
      SETTLE_EVERY: '5s',
    },
    notifications: { MAIL_RETRY_AFTER_MS: '1000' },
  },
};

/** The files that a service reads for what its environment does not say. @param {string} service */
function envFiles(service) {
  return [path.join(repository, 'apps', service, '.env'), path.join(repository, '.env')]
    .filter((file) => fs.existsSync(file))
    .map((file) => parseEnv(fs.readFileSync(file, 'utf8')));
}

/**
 * The settings for trying out of one service, without those that somebody has chosen. A Warren with a name of its own
 * has a namespace on the broker, too.
 *
 * @param {string} service @param {NodeJS.Dict<string>[]} [chosen] environments, the process's own first
 * @returns {Record<string, string>}
 */
function settingsForTryingOut(service, chosen = [process.env, ...envFiles(service)]) {
  const instance = instanceName(chosen[0] ?? {});
  const settings = {
    ...FOR_TRYING_OUT.everyService,
    ...(trustsAnother(chosen) ? {} : trustingSettings(chosen[0])),
    ...FOR_TRYING_OUT.own[service],
    ...(instance && { EVENTING_NAMESPACE: instance }),
  };
  const isChosen = (/** @type {string} */ variable) => chosen.some((env) => env[variable]?.trim());
  return Object.fromEntries(Object.entries(settings).filter(([variable]) => !isChosen(variable)));
}

/** Whose tokens are taken is chosen as a whole, or not at all. @param {NodeJS.Dict<string>[]} chosen */
function trustsAnother(chosen) {
  return chosen.some(({ AUTH_ISSUER: issuer }) => issuer?.trim() && issuer.trim() !== ISSUER);
}

/** Whether the services that are started here take tokens of the development issuer. */
function trustsDevelopmentIssuer() {
  return services.every(({ name }) => !trustsAnother([process.env, ...envFiles(name)]));
}

module.exports = { settingsForTryingOut, trustsDevelopmentIssuer };
