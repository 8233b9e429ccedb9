import { describeRules } from './describe-rules';
import { one, type KubernetesObject } from './objects';
import { container, deployment, job, podOf } from './orders-of';
import {
  imagesAreExact,
  imagesComeFrom,
  namespaceIsRestricted,
  podsAreRestricted,
  podsHaveNothingToTake,
} from './security-rules';

const broker = (objects: KubernetesObject[]) =>
  one(objects, 'RabbitmqCluster', 'broker').spec.override.statefulSet.spec.template.spec;

describeRules('security-rules.spec.ts', [
  [
    'pods meet the restricted security standard',
    podsAreRestricted,
    {
      root: [(objects) => (podOf(job(objects)).securityContext!.runAsUser = 0), /may run as root/],
      'a capability': [
        (objects) => (container(deployment(objects)).securityContext!.capabilities!.drop = []),
        /^Deployment\/orders service may gain privileges/,
      ],
      'a capability that is given back': [
        (objects) => (container(deployment(objects)).securityContext!.capabilities!.add = ['NET_ADMIN']),
        /may gain privileges/,
      ],
      'a container that is root in a pod that is not': [
        (objects) => (container(job(objects)).securityContext!.runAsUser = 0),
        /^Job\/orders-migrate migrate may gain privileges/,
      ],
      'a folder of the node': [
        (objects) =>
          (podOf(deployment(objects)).volumes = [{ name: 'logs', hostPath: { path: '/var/log' } }]),
        /has the volume logs of a kind that is not allowed/,
      ],
      'the network of the node': [
        (objects) => (podOf(deployment(objects)).hostNetwork = true),
        /is in the namespaces of its node/,
      ],
      'a broker that its operator would run otherwise': [
        (objects) => delete broker(objects).initContainers![0]!.securityContext,
        /^RabbitmqCluster\/broker setup-container may gain privileges/,
      ],
      'a broker without seccomp': [
        (objects) => delete broker(objects).securityContext!.seccompProfile,
        /^RabbitmqCluster\/broker may run as root/,
      ],
    },
  ],
  [
    'pods have nothing that is worth taking',
    podsHaveNothingToTake,
    {
      'a writable root': [
        (objects) => (container(deployment(objects)).securityContext!.readOnlyRootFilesystem = false),
        /^Deployment\/orders service can write/,
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
    'the namespace demands it of every pod',
    namespaceIsRestricted,
    {
      'a namespace that lets everything in': [
        (objects) => delete objects.find(({ kind }) => kind === 'Namespace')!.metadata.labels,
        /lets in pods that are not restricted/,
      ],
      'an object elsewhere': [
        (objects) => (deployment(objects).metadata.namespace = 'default'),
        /^Deployment\/orders is not in the namespace/,
      ],
    },
  ],
  [
    'images have versions',
    imagesAreExact,
    {
      'one that moves': [
        (objects) => (container(one(objects, 'Job', 'broker-users')).image = 'node:20'),
        /^Job\/broker-users runs node:20/,
      ],
      'one without': [
        (objects) => (container(deployment(objects)).image = 'warren/orders'),
        /runs warren\/orders/,
      ],
    },
  ],
  [
    'images of a laptop are never looked for elsewhere',
    { local: imagesComeFrom('Never'), production: imagesComeFrom(undefined) },
    {
      'one that is fetched': [
        (objects) => delete container(deployment(objects)).imagePullPolicy,
        /^Deployment\/orders is fetched by undefined, not Never/,
      ],
    },
  ],
]);
