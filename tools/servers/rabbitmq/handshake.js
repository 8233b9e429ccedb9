const querystring = require('node:querystring');
const amqp = require('amqplib');
const { nodesIn } = require('../nodes');

const OLDEST = { major: 3, minor: 10 }; // quorum queues with message TTL and at-least-once dead-lettering

/** All that amqplib says when the broker hangs up as soon as it hears the name of the virtual host. */
const CLOSED_AT_THE_VIRTUAL_HOST = /^Expected ConnectionOpenOk; got <ConnectionClose/;

/**
 * Logs in for real: a port that accepts connections is not yet a broker that lets us work.
 *
 * @param {string} url
 * @param {object} [access] what the AMQP library is to know beside the address: certificates
 * @returns {Promise<{ version: string }>}
 * @throws {Error} the broker's own reason, or that its version is not enough
 */
async function greetRabbitMq(url, access = {}) {
  const connection = await amqp.connect(url, { timeout: 5_000, ...access }).catch((error) => {
    throw CLOSED_AT_THE_VIRTUAL_HOST.test(error.message) ? noVirtualHost(url, error) : error;
  });
  // A broker that dies in between reports it here as well as in close(); the latter's error is enough.
  connection.on('error', () => undefined);
  try {
    const { version } = connection.connection.serverProperties;
    const [major = 0, minor = 0] = version.split('.').map(Number);
    if (major < OLDEST.major || (major === OLDEST.major && minor < OLDEST.minor)) {
      throw new Error(`RabbitMQ ${version} is too old, ${OLDEST.major}.${OLDEST.minor} or newer is needed`);
    }
    return { version };
  } finally {
    await connection.close();
  }
}

/**
 * Of a cluster one node that lets us in is enough: a service goes to the next one, too.
 *
 * @param {string} url
 * @returns {Promise<{ version: string }>}
 * @throws {Error} the reason of the first, when none does
 */
async function greetAnyRabbitMq(url) {
  try {
    return await Promise.any(nodesIn(url).map((node) => greetRabbitMq(node)));
  } catch (error) {
    throw error instanceof AggregateError ? error.errors[0] : error;
  }
}

/** How to log in as the common name of the certificate that is shown. */
const byCertificate = () => ({ credentials: amqp.credentials.external() });

/** @param {string} url @param {unknown} cause */
function noVirtualHost(url, cause) {
  const name = querystring.unescape(new URL(url).pathname.slice(1)) || '/';
  return new Error(`it has no virtual host "${name}", or this user may not use it`, { cause });
}

module.exports = { byCertificate, greetAnyRabbitMq, greetRabbitMq };
