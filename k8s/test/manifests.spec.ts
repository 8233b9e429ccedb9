import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import nestCli from '../../nest-cli.json';
import { resolveOptions } from '../../libs/eventing/src/eventing.options';
import { STOP_WITHIN_MS } from '../../libs/platform/src/service/process-end';
import { isKubectlInstalled, render } from './kubectl';
import { all, one, type Deployment, type Job, type KubernetesObject } from './objects';
import { everyAppIsThere, migrationsComeFirst, rolloutsAreSmooth, settingsAreKnown } from './rollout-rules';
import {
  podsAreRestricted,
  portsAreNamed,
  referencesExist,
  resourcesFit,
  selectorsMatch,
  type Rule,
} from './rules';
import { areSchemasThere, KubernetesSchemas, SCHEMAS_FILE } from './schemas';

const apps = Object.keys(nestCli.projects);
const readme = readFileSync(join(__dirname, '../README.md'), 'utf8');
const hasKubectl = isKubectlInstalled();
if (!hasKubectl)
  skipped('kubectl is not installed (https://kubernetes.io/docs/tasks/tools/), so nothing is rendered');
else if (!areSchemasThere())
  skipped(`${SCHEMAS_FILE} is not there, so objects are not checked against schemas`);

function skipped(why: string): void {
  process.stderr.write(`k8s/test/manifests.spec.ts is skipped in part: ${why}.\n`);
}

/** The secrets that the README tells people to create: name → keys. */
function documentedSecrets(): Map<string, string[]> {
  const commands = [...readme.matchAll(/create secret generic (\S+)((?:\s+\\?\s*--from-literal=\S+)+)/g)];
  return new Map(
    commands.map(([, name = '', keys = '']) => [
      name,
      [...keys.matchAll(/--from-literal=(\w+)=/g)].map(([, key = '']) => key),
    ]),
  );
}

/** A copy of what is rendered, for breaking. */
const copy = (objects: KubernetesObject[]): KubernetesObject[] => structuredClone(objects);

(hasKubectl ? describe : describe.skip)('k8s/base', () => {
  const rendered = hasKubectl ? render(join(__dirname, '../base')) : [];
  const podOf = (workload: Deployment | Job) => workload.spec.template.spec;
  const deployment = (objects: KubernetesObject[]) => one(objects, 'Deployment', 'orders');
  const service = (objects: KubernetesObject[]) => one(objects, 'Service', 'orders');
  const job = (objects: KubernetesObject[]) => one(objects, 'Job', 'orders-migrate');
  const container = (workload: Deployment | Job) => podOf(workload).containers[0]!;

  (areSchemasThere() ? describe : describe.skip)('against the schemas of Kubernetes', () => {
    const schemas = areSchemasThere() ? new KubernetesSchemas() : undefined;
    const problems = (objects: KubernetesObject[]) =>
      objects.flatMap((object) => schemas!.problemsOf(object));

    it('is valid, object by object', () => {
      expect(problems(rendered)).toEqual([]);
      expect(new Set(rendered.map(({ kind }) => kind))).toEqual(
        new Set(['ConfigMap', 'Deployment', 'Job', 'Service', 'ServiceAccount']),
      );
    });

    it.each<[string, (objects: KubernetesObject[]) => void, RegExp]>([
      [
        'a misspelt field deep inside',
        (objects) => Object.assign(container(deployment(objects)), { readinesProbe: {} }),
        /^Deployment\/orders\/spec\/template\/spec\/containers\/0 .*"readinesProbe"/,
      ],
      [
        'a misspelt field at the top',
        (objects) => Object.assign(one(objects, 'ServiceAccount', 'orders'), { automountToken: false }),
        /^ServiceAccount\/orders .*"automountToken"/,
      ],
      [
        'a value of the wrong type',
        (objects) => Object.assign(deployment(objects).spec, { replicas: 'two' }),
        /^Deployment\/orders\/spec\/replicas must be integer/,
      ],
      [
        'a field that is required',
        (objects) => Object.assign(job(objects).spec, { template: undefined }),
        /^Job\/orders-migrate\/spec must have required property 'template'/,
      ],
      [
        'a kind of another API group',
        (objects) => Object.assign(deployment(objects), { apiVersion: 'extensions/v1beta1' }),
        /no kind extensions\/v1beta1\/Deployment/,
      ],
    ])('would tell %s', (_, spoil, message) => {
      const spoilt = copy(rendered);
      spoil(spoilt);
      expect(problems(JSON.parse(JSON.stringify(spoilt)))).toContainEqual(expect.stringMatching(message));
    });
  });

  /** Each rule holds for what is rendered, and each of its spoilt copies is told with this message. */
  const rules: [string, Rule, Record<string, [(objects: KubernetesObject[]) => void, RegExp]>][] = [
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
    [
      'every application of nest-cli.json has its objects, of its own image',
      everyAppIsThere(apps),
      {
        'a missing object': [
          (objects) => objects.splice(objects.indexOf(service(objects)), 1),
          /^Service\/orders is missing/,
        ],
        'an application that is gone': [
          (objects) => {
            const gone = structuredClone(deployment(objects));
            gone.metadata.name = 'catalogue';
            objects.push(gone);
          },
          /^Deployment\/catalogue belongs to no application/,
        ],
        "a sibling's image": [
          (objects) => (container(deployment(objects)).image = 'warren/users:0.1.0'),
          /^orders runs the image warren\/users/,
        ],
        'an image without a version': [
          (objects) => (container(job(objects)).image = 'warren/orders:latest'),
          /^orders runs the image warren\/orders:latest/,
        ],
        'a migration of another version': [
          (objects) => (container(job(objects)).image = 'warren/orders:0.0.9'),
          /^orders migrates and runs with different images/,
        ],
      },
    ],
    [
      'migrations can be applied before the services',
      migrationsComeFirst,
      {
        'a deployment among them': [
          (objects) => delete deployment(objects).metadata.labels!['app.kubernetes.io/component'],
          /^Deployment\/orders would be applied together/,
        ],
        'an account that comes later': [
          (objects) =>
            (one(objects, 'ServiceAccount', 'orders').metadata.labels!['app.kubernetes.io/component'] =
              'service'),
          /needs ServiceAccount\/orders, which is not applied before/,
        ],
        'a job that runs the service': [
          (objects) => delete container(job(objects)).args,
          /^Job\/orders-migrate does not migrate/,
        ],
      },
    ],
    [
      'no request is lost while pods are replaced',
      rolloutsAreSmooth({
        drainMs: resolveOptions({ service: 'orders' }, {}).shutdown.drainTimeoutMs,
        stopMs: STOP_WITHIN_MS,
      }),
      {
        'a grace period as short as the stop': [
          (objects) => (podOf(deployment(objects)).terminationGracePeriodSeconds = 35),
          /is killed 30000 ms after SIGTERM/,
        ],
        'a stop without notice': [
          (objects) => delete container(deployment(objects)).lifecycle,
          /stops before the cluster has heard/,
        ],
        'a gap': [
          (objects) => (deployment(objects).spec.strategy!.rollingUpdate!.maxUnavailable = 1),
          /may be without a pod/,
        ],
        'a single pod': [(objects) => (deployment(objects).spec.replicas = 1), /has no second pod/],
        'liveness that asks the database': [
          (objects) => (container(deployment(objects)).livenessProbe!.httpGet!.path = '/health/ready'),
          /lacks a livenessProbe that asks \/health\/live/,
        ],
        'no startup probe': [
          (objects) => delete container(deployment(objects)).startupProbe,
          /lacks a startupProbe/,
        ],
      },
    ],
    [
      'settings are known to the services, and accepted',
      settingsAreKnown,
      {
        'a misspelt variable': [
          (objects) => (all(objects, 'ConfigMap')[0]!.data.LOG_FROMAT = 'json'),
          /^Deployment\/orders sets LOG_FROMAT/,
        ],
        'a value that is refused': [
          (objects) => (all(objects, 'ConfigMap')[0]!.data.DATABASE_POOL_SIZE = '1'),
          /DATABASE_POOL_SIZE +must be at least 2/,
        ],
        'no database': [
          (objects) => container(job(objects)).env!.pop(),
          /^Job\/orders-migrate .*refuses: .*DATABASE_URL +is missing/s,
        ],
      },
    ],
  ];

  describe.each(rules)('%s', (_, rule, breaches) => {
    it('is so', () => {
      expect(rule(rendered)).toEqual([]);
    });

    it.each(Object.entries(breaches))('would tell: %s', (_breach, [spoil, message]) => {
      const spoilt = copy(rendered);
      spoil(spoilt);
      expect(rule(spoilt)).toContainEqual(expect.stringMatching(message));
    });
  });
});
