import {
  all,
  nameOf,
  workloads,
  type Container,
  type KubernetesObject,
  type PodSpec,
  type Workload,
} from './objects';
import type { Rule } from './rules';

/** Something that is read of a secret; without a key all of it. */
interface Use {
  user: string;
  secret: string;
  key?: string;
}

/**
 * Whatever names another object names one that is there.
 *
 * @param outside the secrets that others make: name → keys
 */
export function referencesExist(outside: ReadonlyMap<string, readonly string[]>): Rule {
  return (objects) => {
    const names = new Set(objects.map(nameOf));
    const secrets = new Map([
      ...outside,
      ...all(objects, 'Secret').map(({ metadata, data }) => [metadata.name, Object.keys(data)] as const),
    ]);
    return [
      ...workloads(objects).flatMap((workload) => [
        ...missing(names, nameOf(workload), 'ServiceAccount', workload.spec.template.spec.serviceAccountName),
        ...configMapsOf(workload).flatMap((map) => missing(names, nameOf(workload), 'ConfigMap', map)),
        ...mountProblems(workload),
      ]),
      ...all(objects, 'ScaledObject').flatMap((scaled) =>
        missing(names, nameOf(scaled), 'Deployment', scaled.spec.scaleTargetRef.name),
      ),
      ...secretUses(objects).flatMap(({ user, secret, key }) => {
        const keys = secrets.get(secret);
        if (!keys) return [`${user} reads Secret/${secret}, which nobody makes.`];
        return key === undefined || keys.includes(key)
          ? []
          : [`${user} reads ${key} of Secret/${secret}, which does not have it.`];
      }),
    ];
  };
}

function missing(names: Set<string>, user: string, kind: string, name: string | undefined): string[] {
  return names.has(`${kind}/${name}`) ? [] : [`${user} needs ${kind}/${name}, which does not exist.`];
}

const podOf = ({ spec }: Workload): PodSpec => spec.template.spec;

function configMapsOf(workload: Workload): string[] {
  const { containers, volumes = [] } = podOf(workload);
  const ofEnvironments = containers.flatMap(({ envFrom = [] }) =>
    envFrom.flatMap(({ configMapRef }) => (configMapRef ? [configMapRef.name] : [])),
  );
  return [...ofEnvironments, ...volumes.flatMap(({ configMap }) => (configMap ? [configMap.name] : []))];
}

function mountProblems(workload: Workload): string[] {
  const { containers, volumes = [] } = podOf(workload);
  const claims = workload.kind === 'StatefulSet' ? claimsOf(workload) : [];
  const there = [...volumes.map(({ name }) => name), ...claims];
  return containers.flatMap(({ volumeMounts = [] }) =>
    volumeMounts
      .filter(({ name }) => !there.includes(name))
      .map(({ name }) => `${nameOf(workload)} mounts ${name}, which is no volume of it.`),
  );
}

function claimsOf({ spec }: Workload): string[] {
  return 'volumeClaimTemplates' in spec
    ? (spec.volumeClaimTemplates ?? []).map(({ metadata }) => metadata.name)
    : [];
}

/** All that is read of secrets, by whomever. */
export function secretUses(objects: KubernetesObject[]): Use[] {
  return [
    ...workloads(objects).flatMap((workload) => usesOfPod(nameOf(workload), podOf(workload))),
    ...all(objects, 'Ingress').flatMap((ingress) =>
      (ingress.spec.tls ?? []).map(({ secretName = 'none' }) => ({
        user: nameOf(ingress),
        secret: secretName,
      })),
    ),
    ...all(objects, 'RabbitmqCluster').flatMap((cluster) =>
      ['tls.crt', 'tls.key'].map((key) => ({
        user: nameOf(cluster),
        secret: cluster.spec.tls.secretName,
        key,
      })),
    ),
    ...all(objects, 'ServiceMonitor').flatMap((monitor) =>
      monitor.spec.endpoints.flatMap(({ tlsConfig }) => {
        const secret = tlsConfig?.ca?.secret;
        return secret ? [{ user: nameOf(monitor), secret: secret.name, key: secret.key }] : [];
      }),
    ),
  ];
}

function usesOfPod(user: string, { containers, volumes = [] }: PodSpec): Use[] {
  return [
    ...containers.flatMap((container) => usesOfContainer(user, container)),
    ...volumes.flatMap(({ secret }) => {
      if (!secret) return [];
      if (!secret.items) return [{ user, secret: secret.secretName }];
      return secret.items.map(({ key }) => ({ user, secret: secret.secretName, key }));
    }),
  ];
}

function usesOfContainer(user: string, { env = [], envFrom = [] }: Container): Use[] {
  return [
    ...envFrom.flatMap(({ secretRef }) => (secretRef ? [{ user, secret: secretRef.name }] : [])),
    ...env.flatMap(({ valueFrom }) => {
      const reference = valueFrom?.secretKeyRef;
      return reference ? [{ user, secret: reference.name, key: reference.key }] : [];
    }),
  ];
}
