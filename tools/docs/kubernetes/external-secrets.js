const { CLUSTERED, VHOST } = require('./places');

/** Where the store of secrets keeps them: passwords of all roles and users together, what else a service needs under its own name. */
const REMOTE = { database: 'warren/database', broker: 'warren/broker' };

/**
 * What fetches the secrets of k8s/base from a store of secrets (External Secrets Operator). Passwords are kept there once; the addresses that
 * services read are made of them here.
 *
 * @param {import('./manifests').SecretInUse[]} secrets
 * @param {import('../database/roles').Roles[]} roles
 */
function externalSecretsOf(secrets, roles) {
  const rolesByService = new Map(roles.map((one) => [one.service, one]));
  return [
    ...secrets.map(({ name, service, keys }) => {
      const own = /** @type {import('../database/roles').Roles} */ (rolesByService.get(service));
      const parts = keys.map((key) => ({ key, ...partOf(key, own) }));
      return externalSecret(name, {
        target: {
          name,
          creationPolicy: 'Owner',
          template: { data: Object.fromEntries(parts.map(({ key, text }) => [key, text])) },
        },
        data: parts.map(({ key, remote, property }) => ({
          secretKey: key,
          remoteRef: { key: remote, property },
        })),
      });
    }),
    passwordsOf('database-passwords', REMOTE.database),
    passwordsOf('broker-passwords', REMOTE.broker),
  ];
}

/** A folder of passwords, one file for each. @param {string} name @param {string} remote */
function passwordsOf(name, remote) {
  return externalSecret(name, {
    target: { name, creationPolicy: 'Owner' },
    dataFrom: [{ extract: { key: remote } }],
  });
}

/** @param {string} name @param {object} spec */
function externalSecret(name, spec) {
  return {
    apiVersion: 'external-secrets.io/v1',
    kind: 'ExternalSecret',
    metadata: { name },
    spec: {
      refreshInterval: '1h',
      secretStoreRef: { kind: 'SecretStore', name: 'secrets' },
      ...spec,
    },
  };
}

/**
 * What is fetched for a variable, and what is made of it.
 *
 * @param {string} key @param {import('../database/roles').Roles} roles
 * @returns {{ remote: string, property: string, text: string }}
 */
function partOf(key, { service, database, runtime, migrator }) {
  const secret = `{{ .${key} }}`;
  /** @param {string} role */
  const databaseUrl = (role) => ({
    remote: REMOTE.database,
    property: role,
    text: `postgres://${role}:${secret}@${CLUSTERED.database}/${database}${CLUSTERED.databaseOptions}`,
  });
  if (key === 'DATABASE_URL') return databaseUrl(runtime);
  if (key === 'MIGRATION_DATABASE_URL') return databaseUrl(migrator);
  if (key === 'RABBITMQ_URL')
    return {
      remote: REMOTE.broker,
      property: runtime,
      text: `amqps://${runtime}:${secret}@${CLUSTERED.broker}/${VHOST}`,
    };
  return { remote: `warren/${service}`, property: key, text: secret };
}

module.exports = { externalSecretsOf };
