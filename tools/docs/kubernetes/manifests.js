const fs = require('node:fs');
const path = require('node:path');
const { loadAll } = require('js-yaml');

/** @typedef {{ app: string, service: string, name: string, keys: string[] }} SecretInUse */

/**
 * The secrets that the manifests of services refer to, each with the keys that are read of it. Not named: how they come to be.
 *
 * @param {string} root of the repository
 * @param {{ app: string, name: string }[]} services
 * @returns {SecretInUse[]}
 */
function secretsIn(root, services) {
  return services.flatMap(({ app, name: service }) => {
    const file = path.join(root, 'k8s', 'base', `${app}.yaml`);
    if (!fs.existsSync(file)) return [];
    /** @type {Map<string, Set<string>>} */
    const secrets = new Map();
    for (const { name, key } of loadAll(fs.readFileSync(file, 'utf8')).flatMap(referencesIn))
      secrets.set(name, (secrets.get(name) ?? new Set()).add(key));
    return [...secrets].map(([name, keys]) => ({ app, service, name, keys: [...keys].sort() }));
  });
}

/** @param {unknown} part of a manifest @returns {{ name: string, key: string }[]} */
function referencesIn(part) {
  if (typeof part !== 'object' || part === null) return [];
  return Object.entries(part).flatMap(([field, value]) =>
    field === 'secretKeyRef' ? [value] : referencesIn(value),
  );
}

module.exports = { secretsIn };
