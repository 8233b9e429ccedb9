const { DATABASE_PREFIX } = require('./instance');

/**
 * The services that `npm start` runs, in the order in which they are shown. A port is changed by its variable.
 *
 * @typedef {{ name: string, port: number, portVariable: string, databaseVariable: string, database: string }} Service
 * @type {Service[]}
 */
const services = [
  service('users', 3001),
  service('catalog', 3002),
  service('inventory', 3003),
  service('orders', 3004),
  service('payments', 3005),
  service('notifications', 3006),
  service('reporting', 3007),
];

/** @param {string} name @param {number} port @returns {Service} */
function service(name, port) {
  const variable = name.toUpperCase().replaceAll('-', '_');
  return {
    name,
    port,
    portVariable: `${variable}_PORT`,
    databaseVariable: `${variable}_DATABASE_URL`,
    database: `${DATABASE_PREFIX}${name.replaceAll('-', '_')}`,
  };
}

module.exports = { services };
