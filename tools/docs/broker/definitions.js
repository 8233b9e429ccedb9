const { createHash, randomBytes } = require('node:crypto');

/**
 * A definitions file of RabbitMQ: users, what they may do, and the exchanges at which services meet.
 *
 * @param {import('./rights').Rights[]} rights
 * @param {string} vhost
 * @param {(user: string) => string | undefined} [passwordOf] without it nobody can log in with a password
 */
function definitionsOf(rights, vhost, passwordOf = () => undefined) {
  return {
    vhosts: [{ name: vhost }],
    users: rights.map(({ user }) => ({ name: user, tags: [], ...hashOf(passwordOf(user)) })),
    permissions: rights.map(({ user, configure, write, read }) => ({ user, vhost, configure, write, read })),
    topic_permissions: rights.flatMap(({ user, topics }) =>
      topics.map(({ exchange, write, read }) => ({ user, vhost, exchange, write, read })),
    ),
    exchanges: exchangesOf(rights, vhost),
  };
}

/** A consumer that boots before its publisher finds something to bind to. @param {import('./rights').Rights[]} rights @param {string} vhost */
function exchangesOf(rights, vhost) {
  return rights.flatMap(({ exchanges }) =>
    exchanges.map(({ name, type }) => ({
      ...{ name, vhost, type, durable: true, auto_delete: false, internal: false, arguments: {} },
    })),
  );
}

/**
 * As RabbitMQ keeps it (docs: "Credentials and Passwords"): salt and SHA-256 of salt and password. Without a password it is
 * empty, and no password is right.
 *
 * @param {string | undefined} password
 */
function hashOf(password) {
  const hashing_algorithm = 'rabbit_password_hashing_sha256';
  if (password === undefined) return { password_hash: '', hashing_algorithm };
  const salt = randomBytes(4);
  const hash = createHash('sha256')
    .update(Buffer.concat([salt, Buffer.from(password)]))
    .digest();
  return { password_hash: Buffer.concat([salt, hash]).toString('base64'), hashing_algorithm };
}

module.exports = { definitionsOf, exchangesOf };
