const { createHash } = require('node:crypto');
const { ExplainedError } = require('../../explained-error');
const { LOCAL, VHOST } = require('./places');

const PASSWORD = 'development';

/**
 * Secrets of a cluster on a laptop, as a component of kustomize.
 *
 * @param {import('./manifests').SecretInUse[]} secrets
 * @param {{ roles: import('../database/roles').Roles[], users: string[] }} logins
 */
function developmentSecretsOf(secrets, { roles, users }) {
  const rolesByService = new Map(roles.map((one) => [one.service, one]));
  return {
    apiVersion: 'kustomize.config.k8s.io/v1alpha1',
    kind: 'Component',
    secretGenerator: [
      ...secrets.map(({ name, service, keys }) => {
        const own = /** @type {import('../database/roles').Roles} */ (rolesByService.get(service));
        return { name, literals: keys.map((key) => `${key}=${valueIn(key, own)}`) };
      }),
      {
        name: 'database-passwords',
        literals: roles.flatMap(({ runtime, migrator }) => [runtime, migrator]).map(withPassword),
      },
      { name: 'broker-passwords', literals: users.map(withPassword) },
      { name: 'database-superuser', literals: ['username=postgres', `password=${PASSWORD}`] },
      { name: 'broker-default-user', literals: ['username=administrator', `password=${PASSWORD}`] },
    ],
  };
}

/** @param {string} name */
const withPassword = (name) => `${name}=${PASSWORD}`;

/** @param {string} key @param {import('../database/roles').Roles} roles @throws {ExplainedError} */
function valueIn(key, { service, database, runtime, migrator }) {
  /** @type {Record<string, string>} */
  const values = {
    DATABASE_URL: `postgres://${runtime}:${PASSWORD}@${LOCAL.database}/${database}`,
    MIGRATION_DATABASE_URL: `postgres://${migrator}:${PASSWORD}@${LOCAL.database}/${database}`,
    RABBITMQ_URL: `amqp://${runtime}:${PASSWORD}@${LOCAL.broker}/${VHOST}`,
    PERSONAL_DATA_KEYS: `development:${createHash('sha256').update(`${service} on a laptop`).digest('base64')}`,
    SMTP_URL: 'smtp://mail:1025',
  };
  const value = values[key];
  if (value !== undefined) return value;
  throw new ExplainedError(
    `k8s/base/${service}.yaml reads ${key} of a secret, and nobody knows what it is on a laptop. Say so in tools/docs/kubernetes/development-secrets.js.`,
  );
}

module.exports = { developmentSecretsOf };
