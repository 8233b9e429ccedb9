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
  return runNode([require.resolve('jest/bin/jest.js'), ...jestArguments], addresses, lifetime);
}

module.exports = { runJest };
