const amqp = require('amqplib');

const OLDEST = { major: 3, minor: 10 }; // quorum queues with message TTL and at-least-once dead-lettering

/**
 * Logs in for real: a port that accepts connections is not yet a broker that lets us work.
 *
 * @param {string} url
 * @returns {Promise<{ version: string }>}
 * @throws {Error} the broker's own reason, or that its version is not enough
 */
async function greetRabbitMq(url) {
  const connection = await amqp.connect(url, { timeout: 5_000 });
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

module.exports = { greetRabbitMq };
