import {
  all,
  componentOf,
  nameOf,
  workloads,
  type Container,
  type KubernetesObject,
  type PodSpec,
} from './objects';
import type { Rule } from './rules';

/** Volumes that the standard lets in, of those that are used here. */
const VOLUMES = ['configMap', 'secret', 'emptyDir', 'persistentVolumeClaim'];

/** Whoever runs pods for us by an operator, with what we have said of them. */
function podsOf(objects: KubernetesObject[]): [name: string, pod: PodSpec][] {
  return [
    ...workloads(objects).map((workload): [string, PodSpec] => [
      nameOf(workload),
      workload.spec.template.spec,
    ]),
    ...all(objects, 'RabbitmqCluster').map((cluster): [string, PodSpec] => [
      nameOf(cluster),
      cluster.spec.override.statefulSet.spec.template.spec,
    ]),
  ];
}

const containersOf = ({ initContainers = [], containers }: PodSpec): Container[] => [
  ...initContainers,
  ...containers,
];

/** The Pod Security Standard "restricted" (https://kubernetes.io/docs/concepts/security/pod-security-standards), as far as it forbids what pods here could say. */
export const podsAreRestricted: Rule = (objects) =>
  podsOf(objects).flatMap(([name, pod]) => [
    ...podProblems(name, pod),
    ...containersOf(pod).flatMap((container) => containerProblems(`${name} ${container.name}`, container)),
  ]);

function podProblems(name: string, pod: PodSpec): string[] {
  const { runAsNonRoot, runAsUser, seccompProfile } = pod.securityContext ?? {};
  return [
    ...(runAsNonRoot === true && runAsUser && seccompProfile?.type === 'RuntimeDefault'
      ? []
      : [`${name} may run as root or without seccomp.`]),
    ...(pod.hostNetwork || pod.hostPID || pod.hostIPC ? [`${name} is in the namespaces of its node.`] : []),
    ...(pod.volumes ?? [])
      .filter((volume) => !VOLUMES.some((kind) => kind in volume))
      .map((volume) => `${name} has the volume ${volume.name} of a kind that is not allowed.`),
  ];
}

function containerProblems(name: string, { securityContext = {}, ports = [] }: Container): string[] {
  const { allowPrivilegeEscalation, privileged, runAsUser, capabilities = {} } = securityContext;
  const isRestricted =
    allowPrivilegeEscalation === false &&
    !privileged &&
    runAsUser !== 0 &&
    capabilities.drop?.includes('ALL') &&
    (capabilities.add ?? []).every((one) => one === 'NET_BIND_SERVICE');
  return [
    ...(isRestricted ? [] : [`${name} may gain privileges.`]),
    ...(ports.some((port) => 'hostPort' in port) ? [`${name} takes a port of its node.`] : []),
  ];
}

/** Beyond the standard: nobody gets a token of the cluster, and the root of what is not a server of data cannot be written. */
export const podsHaveNothingToTake: Rule = (objects) => [
  ...workloads(objects).flatMap((workload) => {
    const { automountServiceAccountToken, containers } = workload.spec.template.spec;
    const isServer = workload.kind === 'StatefulSet';
    return [
      ...(automountServiceAccountToken === false ? [] : [`${nameOf(workload)} gets a token of the cluster.`]),
      ...containers
        .filter(({ securityContext }) => !isServer && securityContext?.readOnlyRootFilesystem !== true)
        .map(({ name }) => `${nameOf(workload)} ${name} can write to its root.`),
    ];
  }),
  ...all(objects, 'ServiceAccount').flatMap((account) =>
    account.automountServiceAccountToken === false
      ? []
      : [`${nameOf(account)} gives out a token of the cluster.`],
  ),
];

/** The standard is enforced where they run, so that a pod of tomorrow meets it, too. */
export const namespaceIsRestricted: Rule = (objects) => {
  const [namespace] = objects.filter(({ kind }) => kind === 'Namespace');
  if (namespace?.metadata.labels?.['pod-security.kubernetes.io/enforce'] !== 'restricted')
    return ['The namespace lets in pods that are not restricted.'];
  return objects
    .filter((object) => object !== namespace && object.metadata.namespace !== namespace.metadata.name)
    .map((object) => `${nameOf(object)} is not in the namespace ${namespace.metadata.name}.`);
};

const EXACT = /@sha256:[\da-f]{64}$|:v?\d+\.\d+(\.\d+)?(-[\w.-]+)?$/;

/** A tag that moves is another program tomorrow. */
export const imagesAreExact: Rule = (objects) =>
  podsOf(objects).flatMap(([name, pod]) =>
    containersOf(pod)
      .filter(({ image }) => image !== undefined && !EXACT.test(image))
      .map(({ image }) => `${name} runs ${image}, which may be something else tomorrow.`),
  );

/** @param policy of the images that are ours; those of others are fetched as their version says */
export function imagesComeFrom(policy: string | undefined): Rule {
  return (objects) =>
    workloads(objects)
      .filter((workload) => ['service', 'migration'].includes(componentOf(workload) ?? ''))
      .flatMap((workload) =>
        workload.spec.template.spec.containers
          .filter(({ imagePullPolicy }) => imagePullPolicy !== policy)
          .map(
            ({ imagePullPolicy }) => `${nameOf(workload)} is fetched by ${imagePullPolicy}, not ${policy}.`,
          ),
      );
}
