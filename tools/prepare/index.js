const { step } = require('../output/step');
const { installPackages } = require('./packages');

/** @typedef {import('../lifetime').Lifetime} Lifetime */

/** @param {Lifetime} lifetime @returns {Promise<{}>} */
async function preparePackages(lifetime) {
  await installPackages();
  lifetime.check();
  return {};
}

/**
 * What `npm start` and `npm test` need before their own work: packages, PostgreSQL and RabbitMQ, the built services.
 *
 * @param {Lifetime} lifetime
 * @param {{ builds?: boolean }} [options] builds: false where nothing built is run
 * @returns {Promise<{ databaseUrl: string, rabbitmqUrl: string }>} the servers' addresses
 */
async function prepare(lifetime, { builds = true } = {}) {
  await preparePackages(lifetime);
  const { findServers } = require('../servers/find'); // what these use may have been installed just now
  const { build } = require('./build');
  const { databaseUrl, rabbitmqUrl, stop } = await findServers(step);
  lifetime.onEnd(stop);
  lifetime.check();
  if (builds) await build();
  lifetime.check();
  return { databaseUrl, rabbitmqUrl };
}

module.exports = { prepare, preparePackages };
