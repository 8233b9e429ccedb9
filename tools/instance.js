const { ExplainedError } = require('./explained-error');

/** As every service wants its EVENTING_NAMESPACE. */
const NAME = /^[a-z0-9][a-z0-9-]{0,30}$/;

// Above the usual ports, and below those from which the tests take theirs.
const LOWEST_PORT = 10_000;
const BLOCKS = 500;
const PORTS_PER_BLOCK = 20;
const USUAL_PORTS_FROM = 3_000;

/** The variable that tells one running Warren from another on the same machine. */
const INSTANCE_VARIABLE = 'WARREN_INSTANCE';

/**
 * Which of several Warrens on this machine is meant: each name has ports, databases and queues of its own. Two that
 * differ in their ports alone would be replicas of each other.
 *
 * @param {NodeJS.Dict<string>} env @returns {string | undefined} undefined: the usual one
 * @throws {ExplainedError} for a name that could not be part of a queue's
 */
function instanceName(env) {
  const name = env[INSTANCE_VARIABLE]?.trim();
  if (!name) return undefined;
  if (NAME.test(name)) return name;
  throw new ExplainedError(
    `${INSTANCE_VARIABLE} must be 1 to 31 lower-case letters, digits and hyphens, not "${name}". ` +
      `For example: ${INSTANCE_VARIABLE}=second npm start`,
  );
}

/** What every database begins with. It may have an underscore of its own. */
const DATABASE_PREFIX = 'warren_';

/** The name of a service's database. @param {string} usual as in `warren_users` @param {string} [instance] */
function databaseOf(usual, instance) {
  if (!instance) return usual;
  return `${DATABASE_PREFIX}${instance.replaceAll('-', '_')}_${usual.slice(DATABASE_PREFIX.length)}`;
}

/**
 * A service's port: the same for a name each time, so that whoever knows the name finds the system. Two names may share
 * a block of ports; then the ports are taken, which is told, and another name is as good.
 *
 * @param {number} usual @param {string} [instance]
 */
function portOf(usual, instance) {
  if (!instance) return usual;
  return LOWEST_PORT + blockOf(instance) * PORTS_PER_BLOCK + (usual - USUAL_PORTS_FROM);
}

/** FNV-1a. @param {string} name */
function blockOf(name) {
  let hash = 0x811c9dc5;
  for (const character of Buffer.from(name)) hash = Math.imul(hash ^ character, 0x01000193) >>> 0;
  return hash % BLOCKS;
}

module.exports = { DATABASE_PREFIX, INSTANCE_VARIABLE, databaseOf, instanceName, portOf };
