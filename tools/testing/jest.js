const path = require('node:path');
const { repository } = require('../repository');
const { runNode } = require('../run-node');

/**
 * Runs jest on this terminal.
 *
 * @param {string[]} jestArguments
 * @param {{ databaseUrl?: string, rabbitmqUrl?: string }} addresses for the tests, as DATABASE_URL and RABBITMQ_URL
 * @param {import('../lifetime').Lifetime} lifetime
 * @returns {Promise<number>} its exit code
 */
function runJest(jestArguments, addresses, lifetime) {
  return runNode(
    [path.join(repository, 'node_modules', '.bin', 'jest'), ...jestArguments],
    addresses,
    lifetime,
  );
}

module.exports = { runJest };
