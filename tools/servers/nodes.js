// As a service reads it: libs/eventing/src/broker/rabbitmq/addresses.ts. A password may hold commas: hosts begin behind the last @.
const SHAPE = /^([a-z]+:\/\/)([^/?#]*@)?([^/?#@]*)(.*)$/s;

/**
 * The address of each node, of one that may name several: `amqp://user:password@a:5672,b:5672/vhost`.
 *
 * @param {string} url
 * @returns {string[]}
 */
function nodesIn(url) {
  const [, protocol = '', user = '', hosts, rest = ''] = SHAPE.exec(url) ?? [];
  if (hosts === undefined) return [url];
  return hosts.split(',').map((host) => `${protocol}${user}${host.trim()}${rest}`);
}

module.exports = { nodesIn };
