import {
  connectionsSuffice,
  consumersScale,
  disruptionsAreBounded,
  podsAreSpread,
  serversOutliveOne,
} from './availability-rules';
import { describeRules } from './describe-rules';
import { one, type KubernetesObject } from './objects';
import { deployment, podOf } from './orders-of';

const budget = (objects: KubernetesObject[]) => one(objects, 'PodDisruptionBudget', 'orders');
const scaled = (objects: KubernetesObject[]) => one(objects, 'ScaledObject', 'orders');
const database = (objects: KubernetesObject[]) => one(objects, 'Cluster', 'database').spec;

describeRules('availability-rules.spec.ts', [
  [
    'pods of a service stand apart',
    podsAreSpread,
    {
      'pods in one zone': [
        (objects) => podOf(deployment(objects)).topologySpreadConstraints!.shift(),
        /^Deployment\/orders may have all its pods in one topology.kubernetes.io\/zone/,
      ],
      "somebody else's pods counted in": [
        (objects) => (podOf(deployment(objects)).topologySpreadConstraints![1]!.matchLabelKeys = []),
        /in one kubernetes.io\/hostname/,
      ],
    },
  ],
  [
    'disruptions take one pod at a time',
    disruptionsAreBounded,
    {
      'no budget': [
        (objects) => objects.splice(objects.indexOf(budget(objects)), 1),
        /^Deployment\/orders is under the budgets of \[\]/,
      ],
      "somebody else's pods": [
        (objects) => (budget(objects).spec.selector.matchLabels!['app.kubernetes.io/name'] = 'users'),
        /^Deployment\/users is under the budgets of \[.*PodDisruptionBudget\/orders/,
      ],
      'nodes that can never be drained': [
        (objects) => (budget(objects).spec.maxUnavailable = 0),
        /^Deployment\/orders may lose more than one pod at a time, or none/,
      ],
    },
  ],
  [
    'consumers grow with what waits',
    { production: consumersScale },
    {
      'nobody who takes over': [
        (objects) => (scaled(objects).spec.minReplicaCount = 1),
        /^ScaledObject\/orders goes from 1 to/,
      ],
      'a backlog that nobody looks at': [
        (objects) => scaled(objects).spec.triggers.pop(),
        /^ScaledObject\/orders does not go by backlog-age/,
      ],
      "a sibling's backlog": [
        (objects) => (scaled(objects).spec.triggers = one(objects, 'ScaledObject', 'users').spec.triggers),
        /^ScaledObject\/orders goes by the backlog-length of somebody else/,
      ],
      'pods that go with the figures': [
        (objects) => delete scaled(objects).spec.fallback,
        /has no number of pods for the time/,
      ],
    },
  ],
  [
    'the most pods have connections',
    connectionsSuffice,
    {
      'more pods': [
        (objects) => (scaled(objects).spec.maxReplicaCount = 40),
        /^The database has 500 connections; \d+ pods/,
      ],
      'fewer connections': [
        (objects) => (database(objects).postgresql.parameters.max_connections = '100'),
        /^The database has 100 connections/,
      ],
    },
  ],
  [
    'broker and database outlive the loss of a machine',
    { production: serversOutliveOne },
    {
      'two nodes': [
        (objects) => (one(objects, 'RabbitmqCluster', 'broker').spec.replicas = 2),
        /The broker has 2 nodes/,
      ],
      'a listener in the clear': [
        (objects) => delete one(objects, 'RabbitmqCluster', 'broker').spec.tls.disableNonTLSListeners,
        /listens in the clear/,
      ],
      'commits on one machine': [
        (objects) => delete database(objects).postgresql.synchronous,
        /confirms what is on one machine only/,
      ],
      'a way into every database': [
        (objects) => database(objects).postgresql.pg_hba.pop(),
        /lets everybody try every database/,
      ],
    },
  ],
]);
