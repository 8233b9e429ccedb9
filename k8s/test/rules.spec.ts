import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describeRules } from './describe-rules';
import { all, one } from './objects';
import { container, deployment, job, podOf, service } from './orders-of';
import { podsAreRestricted, portsAreNamed, referencesExist, resourcesFit, selectorsMatch } from './rules';

/** The secrets that the README tells people to create: name → keys. */
function documentedSecrets(): Map<string, string[]> {
  const readme = readFileSync(join(__dirname, '../README.md'), 'utf8');
  const commands = [...readme.matchAll(/create secret generic (\S+)((?:\s+\\?\s*--from-literal=\S+)+)/g)];
  return new Map(
    commands.map(([, name = '', keys = '']) => [
      name,
      [...keys.matchAll(/--from-literal=(\w+)=/g)].map(([, key = '']) => key),
    ]),
  );
}

describeRules('rules.spec.ts', [
  [
    'selectors match their own pods and no others',
    selectorsMatch,
    {
      'a label that the pods do not have': [
        (objects) => (deployment(objects).spec.selector.matchLabels['app.kubernetes.io/name'] = 'order'),
        /^Deployment\/orders selects the pods of \[\]/,
      ],
      'requests to the pods of a migration': [
        (objects) => delete service(objects).spec.selector['app.kubernetes.io/component'],
        /^Service\/orders selects .*Job\/orders-migrate/,
      ],
      "requests to a sibling's pods": [
        (objects) => (service(objects).spec.selector['app.kubernetes.io/name'] = 'users'),
        /^Service\/orders selects the pods of \[Deployment\/users\]/,
      ],
    },
  ],
  [
    'everything that is referred to exists',
    referencesExist(documentedSecrets()),
    {
      'a service account': [
        (objects) => (podOf(job(objects)).serviceAccountName = 'nobody'),
        /runs as ServiceAccount\/nobody/,
      ],
      'a config map': [
        (objects) => (all(objects, 'ConfigMap')[0]!.metadata.name = 'other'),
        /^Deployment\/orders service reads ConfigMap\/settings/,
      ],
      'a secret that nobody is told to create': [
        (objects) => container(deployment(objects)).envFrom!.push({ secretRef: { name: 'hidden' } }),
        /reads Secret\/hidden/,
      ],
      'a key that the secret lacks': [
        (objects) => (container(job(objects)).env![0]!.valueFrom!.secretKeyRef!.key = 'POSTGRES_URL'),
        /reads POSTGRES_URL of Secret\/orders/,
      ],
    },
  ],
  [
    'services and probes use ports by names that exist',
    portsAreNamed,
    {
      'a service': [
        (objects) => (service(objects).spec.ports[0]!.targetPort = 'web'),
        /^Service\/orders sends requests to port web/,
      ],
      'a probe at another name': [
        (objects) => (container(deployment(objects)).readinessProbe!.httpGet!.port = 'health'),
        /is probed at port health/,
      ],
      'a probe at a number': [
        (objects) => (container(deployment(objects)).livenessProbe!.httpGet!.port = 3000),
        /is probed at port 3000/,
      ],
      'a port at which nothing listens': [
        (objects) => (container(deployment(objects)).ports![0]!.containerPort = 3004),
        /names port 3004, but listens on PORT=3000/,
      ],
    },
  ],
  [
    'requests are there and within the limits',
    resourcesFit,
    {
      'more memory than the limit': [
        (objects) => (container(deployment(objects)).resources!.requests!.memory = '1Gi'),
        /requests more memory \(1Gi\) than its limit \(512Mi\)/,
      ],
      'more cpu than the limit': [
        (objects) => (container(job(objects)).resources!.limits!.cpu = '50m'),
        /requests more cpu \(100m\) than its limit \(50m\)/,
      ],
      'no limit': [
        (objects) => delete container(deployment(objects)).resources!.limits,
        /has no memory limit/,
      ],
      'no request': [
        (objects) => delete container(job(objects)).resources,
        /^Job\/orders-migrate migrate does not request/,
      ],
    },
  ],
  [
    'pods meet the restricted security standard',
    podsAreRestricted,
    {
      root: [(objects) => (podOf(job(objects)).securityContext!.runAsUser = 0), /may run as root/],
      'a writable root': [
        (objects) => (container(deployment(objects)).securityContext!.readOnlyRootFilesystem = false),
        /write to its root/,
      ],
      'a capability': [
        (objects) => (container(deployment(objects)).securityContext!.capabilities!.drop = []),
        /may gain privileges/,
      ],
      "a pod with the account's token": [
        (objects) => delete podOf(deployment(objects)).automountServiceAccountToken,
        /^Deployment\/orders gets a token/,
      ],
      'an account that gives out its token': [
        (objects) => (one(objects, 'ServiceAccount', 'orders').automountServiceAccountToken = true),
        /^ServiceAccount\/orders gives out/,
      ],
    },
  ],
]);
