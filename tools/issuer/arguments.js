const { parseArgs } = require('node:util');
const { ExplainedError } = require('../explained-error');
const { identityOf } = require('./wish');

const USAGE = `Say whose token it is to be:
  npm run token -- --user 0190c5d2-7a10-7c3e-9f00-6d2b1f5a0001    a customer, by the id that signing up has answered
  npm run token -- --role staff                                   who runs the shop
  npm run token -- --role operator --name ada                     who operates the services, by name
  TOKEN=$(npm run -s token -- --role staff --role operator)       both, into a variable`;

/**
 * @param {string[]} args @returns {import('./tokens').Identity}
 * @throws {ExplainedError} what can be said
 */
function readTokenArguments(args) {
  try {
    const { values } = parseArgs({
      args,
      options: {
        user: { type: 'string' },
        role: { type: 'string', multiple: true },
        name: { type: 'string' },
      },
    });
    return identityOf({ user: values.user, roles: values.role, name: values.name });
  } catch (error) {
    throw new ExplainedError(`${error instanceof Error ? error.message : String(error)}\n${USAGE}`);
  }
}

module.exports = { readTokenArguments };
