import { variablesOf } from '../../libs/platform/src/config/variable';
import { ServiceConfig } from '../../libs/platform/src/config/service-config';
import { all, nameOf, one, selects, services, type Deployment, type KubernetesObject } from './objects';
import type { Rule } from './rules';

/** Zone before node: what takes a whole zone away is rarer, and worse. */
const DOMAINS = ['topology.kubernetes.io/zone', 'kubernetes.io/hostname'];

/** The pods of each service stand apart from each other, whatever other pods there are. */
export const podsAreSpread: Rule = (objects) =>
  services(objects).flatMap((deployment) => {
    const { topologySpreadConstraints = [] } = deployment.spec.template.spec;
    const { labels } = deployment.spec.template.metadata;
    return DOMAINS.filter(
      (domain) =>
        !topologySpreadConstraints.some(
          ({ topologyKey, labelSelector, matchLabelKeys = [] }) =>
            topologyKey === domain &&
            selects(labelSelector ?? {}, labels) &&
            matchLabelKeys.includes('app.kubernetes.io/name'),
        ),
    ).map((domain) => `${nameOf(deployment)} may have all its pods in one ${domain}.`);
  });

/** Who drains a node takes one pod of a service at a time, and can take it. */
export const disruptionsAreBounded: Rule = (objects) =>
  services(objects).flatMap((deployment) => {
    const { labels } = deployment.spec.template.metadata;
    const budgets = all(objects, 'PodDisruptionBudget').filter(({ spec }) => selects(spec.selector, labels));
    if (budgets.map(({ metadata }) => metadata.name).join() !== deployment.metadata.name)
      return [
        `${nameOf(deployment)} is under the budgets of [${budgets.map(nameOf).join(', ')}], not its own.`,
      ];
    return budgets[0]?.spec.maxUnavailable === 1
      ? []
      : [
          `${nameOf(deployment)} may lose more than one pod at a time, or none, so that no node can be drained.`,
        ];
  });

/** Consumers grow with what waits, by its length and by its age, and never below the two of which one takes over. */
export const consumersScale: Rule = (objects) =>
  services(objects).flatMap((deployment) => {
    const own = all(objects, 'ScaledObject').filter(
      ({ spec }) => spec.scaleTargetRef.name === deployment.metadata.name,
    );
    const [scaled] = own;
    if (!scaled || own.length > 1) return [`${nameOf(deployment)} has ${own.length} ScaledObjects, not one.`];
    const { minReplicaCount = 0, maxReplicaCount = 100, triggers, fallback } = scaled.spec;
    const kinds = triggers.map(({ name }) => name);
    return [
      ...(minReplicaCount >= 2 && maxReplicaCount > minReplicaCount
        ? []
        : [`${nameOf(scaled)} goes from ${minReplicaCount} to ${maxReplicaCount} pods.`]),
      ...['backlog-length', 'backlog-age']
        .filter((kind) => !kinds.includes(kind))
        .map((kind) => `${nameOf(scaled)} does not go by ${kind}.`),
      // KEDA takes a fallback for averages only.
      ...(fallback && triggers.every(({ metricType }) => metricType === 'AverageValue')
        ? []
        : [`${nameOf(scaled)} has no number of pods for the time in which nobody has figures.`]),
      ...triggers
        .filter(({ metadata }) => !metadata.query?.includes(`"${deployment.metadata.name}`))
        .map(({ name }) => `${nameOf(scaled)} goes by the ${name} of somebody else.`),
    ];
  });

/** Connections of a pod beside its pool: the relay's, its lease, the upkeep of partitions, and one to spare. */
const OWN_CONNECTIONS = 4;

/** The most pods there may be, each in the middle of a roll-out, find room in the database; and so does who looks after it. */
export const connectionsSuffice: Rule = (objects) => {
  const pool = Number(settings(objects).DATABASE_POOL_SIZE ?? defaultPoolSize());
  const pods = services(objects).reduce((sum, deployment) => sum + mostPodsOf(deployment, objects) + 1, 0);
  const needed = pods * (pool + OWN_CONNECTIONS);
  const there = maxConnections(objects);
  return there - 10 >= needed
    ? []
    : [
        `The database has ${there} connections; ${pods} pods with ${pool} + ${OWN_CONNECTIONS} each need ${needed}.`,
      ];
};

function mostPodsOf(deployment: Deployment, objects: KubernetesObject[]): number {
  const scaled = all(objects, 'ScaledObject').find(
    ({ spec }) => spec.scaleTargetRef.name === deployment.metadata.name,
  );
  return scaled?.spec.maxReplicaCount ?? deployment.spec.replicas ?? 1;
}

function maxConnections(objects: KubernetesObject[]): number {
  const [cluster] = all(objects, 'Cluster');
  if (cluster) return Number(cluster.spec.postgresql.parameters.max_connections);
  const { args = [] } = one(objects, 'StatefulSet', 'database').spec.template.spec.containers[0] ?? {};
  return Number(/max_connections=(\d+)/.exec(args.join(' '))?.[1] ?? 100);
}

function settings(objects: KubernetesObject[]): Record<string, string> {
  return all(objects, 'ConfigMap').find(({ metadata }) => /^settings-/.test(metadata.name))?.data ?? {};
}

function defaultPoolSize(): string {
  return variablesOf(ServiceConfig).DATABASE_POOL_SIZE?.example ?? '';
}

/** What is on one machine is gone with it: neither server confirms what only one has. */
export const serversOutliveOne: Rule = (objects) => {
  const broker = one(objects, 'RabbitmqCluster', 'broker').spec;
  const { instances, postgresql } = one(objects, 'Cluster', 'database').spec;
  return [
    ...(broker.replicas >= 3 && broker.replicas % 2 === 1
      ? []
      : [`The broker has ${broker.replicas} nodes, of which no majority is left without one.`]),
    ...(broker.tls.disableNonTLSListeners ? [] : ['The broker listens in the clear, too.']),
    ...(instances >= 3 && (postgresql.synchronous?.number ?? 0) >= 1
      ? []
      : ['The database confirms what is on one machine only.']),
    ...(postgresql.pg_hba.at(-1) === 'host all all all reject'
      ? []
      : ['The database lets everybody try every database.']),
  ];
};
