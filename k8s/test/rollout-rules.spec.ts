import nestCli from '../../nest-cli.json';
import { resolveOptions } from '../../libs/eventing/src/resolve-options';
import { STOP_WITHIN_MS } from '../../libs/platform/src/service/process-end';
import { describeRules } from './describe-rules';
import { all, one, type KubernetesObject } from './objects';
import { container, deployment, job, podOf, service } from './orders-of';
import {
  everyAppIsThere,
  mailsLeaveThePod,
  migrationsComeFirst,
  rolloutsAreSmooth,
  settingsAreKnown,
} from './rollout-rules';

const LIMITS = {
  drainMs: resolveOptions({ service: 'orders' }, { NODE_ENV: 'test' }).shutdown.drainTimeoutMs,
  stopMs: STOP_WITHIN_MS,
};

const settings = (objects: KubernetesObject[]) =>
  all(objects, 'ConfigMap').find(({ metadata }) => metadata.name.startsWith('settings'))!;

describeRules('rollout-rules.spec.ts', [
  [
    'every application of nest-cli.json has its objects, of its own image',
    everyAppIsThere(Object.keys(nestCli.projects)),
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
    {
      production: rolloutsAreSmooth({ ...LIMITS, fewestPods: 2 }),
      local: rolloutsAreSmooth({ ...LIMITS, fewestPods: 1 }),
    },
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
      'a single pod': [
        (objects) => (one(objects, 'ScaledObject', 'orders').spec.minReplicaCount = 1),
        /^Deployment\/orders has no second pod/,
      ],
      'a number that undoes what KEDA did': [
        (objects) => (deployment(objects).spec.replicas = 2),
        /^Deployment\/orders .*two who say how many there are/,
      ],
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
        (objects) => (settings(objects).data.LOG_FROMAT = 'json'),
        /^Deployment\/orders sets LOG_FROMAT/,
      ],
      "a sibling's variable": [
        (objects) => container(deployment(objects)).env!.push({ name: 'SMTP_URL', value: 'smtp://mail' }),
        /^Deployment\/orders sets SMTP_URL/,
      ],
      'a value that is refused': [
        (objects) => (settings(objects).data.DATABASE_POOL_SIZE = '1'),
        /DATABASE_POOL_SIZE +must be at least 2/,
      ],
      'no database': [
        (objects) => {
          const { env } = container(job(objects));
          env!.splice(
            env!.findIndex(({ name }) => name === 'DATABASE_URL'),
            1,
          );
        },
        /^Job\/orders-migrate .*refuses: .*DATABASE_URL +is missing/s,
      ],
    },
  ],
  [
    'mails leave the pod',
    mailsLeaveThePod,
    {
      'no mail server': [
        (objects) => {
          const { env } = container(one(objects, 'Deployment', 'notifications'));
          env!.splice(
            env!.findIndex(({ name }) => name === 'SMTP_URL'),
            1,
          );
        },
        /^Deployment\/notifications service has no SMTP_URL/,
      ],
    },
  ],
]);
