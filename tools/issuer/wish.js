const os = require('node:os');
const { ExplainedError } = require('../explained-error');
const { customer } = require('./tokens');

const ROLES = ['customer', 'staff', 'operator'];
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * Whose token somebody wants: `user` is a customer, by the id that signing up has answered; `roles` are those of who runs the shop,
 * by the name of the person at this computer unless `name` says another.
 *
 * @param {{ user?: string, roles?: string[], name?: string }} wish
 * @returns {import('./tokens').Identity}
 * @throws {ExplainedError} what to say instead
 */
function identityOf({ user, roles = [], name = os.userInfo().username }) {
  const unknown = roles.find((role) => !ROLES.includes(role));
  if (unknown !== undefined)
    throw new ExplainedError(`There is no role "${unknown}". There are ${ROLES.join(', ')}.`);
  if (user !== undefined) {
    if (!UUID.test(user)) throw new ExplainedError(`A user is named by their id, a UUID, not "${user}".`);
    const identity = customer(user.toLowerCase());
    return { ...identity, roles: [...new Set([...identity.roles, ...roles])] };
  }
  if (roles.includes('customer'))
    throw new ExplainedError('A customer is somebody who has signed up: say --user and their id.');
  if (roles.length === 0)
    throw new ExplainedError('Whose? Say --user and an id, or --role staff, --role operator, or both.');
  return { subject: name, roles };
}

module.exports = { identityOf };
