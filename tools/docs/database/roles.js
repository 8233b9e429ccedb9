const { namesIn } = require('../broker/names');

/**
 * What one service has on a PostgreSQL server. Names are those of its user on the broker, so that who knows one knows all.
 *
 * @typedef {object} Roles
 * @property {string} service
 * @property {string} database
 * @property {string} runtime what the service runs as
 * @property {string} migrator what owns the database and all that is in it
 */

/** PostgreSQL cuts what is longer, and two services would have the same role. */
const LONGEST_NAME = 63;

/**
 * @param {import('../map/services').System} system
 * @param {string} [namespace] prefix of every name
 * @returns {Roles[]}
 */
function rolesOf({ services }, namespace) {
  return services.map(({ name: service }) => {
    const runtime = namesIn(service, namespace).user(service);
    const migrator = `${runtime}_migrator`;
    if (Buffer.byteLength(migrator) > LONGEST_NAME)
      throw new Error(`"${migrator}" is too long for a role of PostgreSQL: ${LONGEST_NAME} bytes at most.`);
    return { service, database: runtime, runtime, migrator };
  });
}

module.exports = { rolesOf };
