const fs = require('node:fs');
const path = require('node:path');
const { definitionsOf } = require('../broker/definitions');
const { rightsOf } = require('../broker/rights');
const { rolesOf } = require('../database/roles');
const { scriptOf } = require('../database/script');
const { readSystem } = require('../map/services');
const { accessPatchOf } = require('./access-patch');
const { developmentSecretsOf } = require('./development-secrets');
const { externalSecretsOf } = require('./external-secrets');
const { ingressOf } = require('./ingress');
const { secretsIn } = require('./manifests');
const { observabilityOf } = require('./observability');
const { VHOST } = require('./places');
const { scaledObjectsOf } = require('./scaled-objects');
const { yamlFile } = require('./yaml-file');

const COMPONENTS = 'k8s/components';

/**
 * What Kubernetes is told of each service and is not said in the service's own file, because the code, that file or another one says it
 * already: so a new service gets it all by `npm run docs`.
 *
 * @param {string} root of the repository
 * @param {string[]} outsiders services that are not in it
 * @returns {{ place: string, text: string }[]} none where nothing is deployed
 */
function kubernetesOf(root, outsiders) {
  if (!fs.existsSync(path.join(root, 'k8s/base/kustomization.yaml'))) return [];
  const system = readSystem(root);
  const roles = rolesOf(system);
  const rights = rightsOf(system, outsiders);
  const secrets = secretsIn(root, system.services);
  const logins = { roles, users: rights.map(({ user }) => user) };
  return [
    yamlFile(`${COMPONENTS}/scaling/scaled-objects.yaml`, 'the services', scaledObjectsOf(system.services)),
    yamlFile(`${COMPONENTS}/ingress/ingress.yaml`, 'the routes of the controllers', [
      ingressOf(system.services),
    ]),
    yamlFile(
      `${COMPONENTS}/external-secrets/external-secrets.yaml`,
      'the secrets that k8s/base refers to',
      externalSecretsOf(secrets, roles),
    ),
    yamlFile('k8s/overlays/local/secrets/kustomization.yaml', 'the secrets that k8s/base refers to', [
      developmentSecretsOf(secrets, logins),
    ]),
    yamlFile(`${COMPONENTS}/postgresql-cluster/access.yaml`, 'the services', [accessPatchOf(roles)]),
    { place: `${COMPONENTS}/database-roles/roles.sh`, text: scriptOf(roles) },
    {
      place: `${COMPONENTS}/broker-users/definitions.json`,
      text: JSON.stringify(definitionsOf(rights, VHOST)),
    },
    ...observabilityOf(root, `${COMPONENTS}/observability`),
  ];
}

module.exports = { kubernetesOf };
