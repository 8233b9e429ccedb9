const { readSystem } = require('../map/services');
const { definitionsOf } = require('./definitions');
const { rightsOf } = require('./rights');
const { scriptOf } = require('./script');

const VHOST = '/';

/**
 * What the broker has to be told about users, as files.
 *
 * @param {string} root of the repository @param {string[]} outsiders services that are not in it
 */
function brokerUsersOf(root, outsiders) {
  const rights = rightsOf(readSystem(root), outsiders);
  return [
    { place: 'docker/rabbitmq/definitions.json', text: JSON.stringify(definitionsOf(rights, VHOST)) },
    { place: 'docker/rabbitmq/users.sh', text: scriptOf(rights, VHOST) },
  ];
}

module.exports = { brokerUsersOf };
