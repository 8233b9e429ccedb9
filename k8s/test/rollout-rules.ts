import { readConfig } from '../../libs/platform/src/config/service-config';
import { variablesOf } from '../../libs/platform/src/config/variable';
import { configOf } from './config-of';
import {
  all,
  migrations,
  nameOf,
  one,
  services,
  type Container,
  type Deployment,
  type KubernetesObject,
  type Labels,
  type Workload,
} from './objects';
import type { Rule } from './rules';

const COMPONENT = 'app.kubernetes.io/component';

/** What is of the applications; what else an overlay runs has rules of its own. */
const ofApplications = (objects: KubernetesObject[]): Workload[] => [
  ...services(objects),
  ...migrations(objects),
];

/** Every application has its objects, from one image with a version; and there are none of applications that are gone. */
export function everyAppIsThere(apps: string[]): Rule {
  return (objects) => {
    const names = new Set(objects.map(nameOf));
    const wanted = apps.flatMap((app) => [
      `Deployment/${app}`,
      `Service/${app}`,
      `ServiceAccount/${app}`,
      `Job/${app}-migrate`,
      `PodDisruptionBudget/${app}`,
    ]);
    return [
      ...wanted.filter((name) => !names.has(name)).map((name) => `${name} is missing.`),
      ...ofApplications(objects)
        .map(nameOf)
        .filter((name) => !wanted.includes(name))
        .map((name) => `${name} belongs to no application of nest-cli.json.`),
      ...apps.flatMap((app) => imageProblems(app, objects)),
    ];
  };
}

function imageProblems(app: string, objects: KubernetesObject[]): string[] {
  const own = ofApplications(objects).filter(({ metadata }) =>
    [app, `${app}-migrate`].includes(metadata.name),
  );
  const images = own.flatMap(({ spec }) => spec.template.spec.containers.map(({ image = 'none' }) => image));
  const foreign = images
    .filter((image) => !new RegExp(`(^|/)${app}:(?!latest$)[\\w.-]+$`).test(image))
    .map((image) => `${app} runs the image ${image}, not its own with a version.`);
  const differ = new Set(images).size > 1 ? [`${app} migrates and runs with different images.`] : [];
  return [...foreign, ...differ];
}

/** The migrations run first: with the argument for it, and with all that they need among what is applied before services. */
export const migrationsComeFirst: Rule = (objects) => {
  const isApplied = (object: KubernetesObject) => object.metadata.labels?.[COMPONENT] !== 'service';
  const first = new Set(objects.filter(isApplied).map(nameOf));
  return [
    ...services(objects)
      .filter(isApplied)
      .map((deployment) => `${nameOf(deployment)} would be applied together with the migrations.`),
    ...all(objects, 'Job').flatMap((job) => {
      const { containers, serviceAccountName } = job.spec.template.spec;
      const needed = [
        nameOf(job),
        `ServiceAccount/${serviceAccountName}`,
        ...containers.flatMap(({ envFrom = [] }) =>
          envFrom.flatMap(({ configMapRef }) => (configMapRef ? [`ConfigMap/${configMapRef.name}`] : [])),
        ),
      ];
      return [
        ...needed
          .filter((name) => !first.has(name))
          .map((name) => `${nameOf(job)} needs ${name}, which is not applied before the services.`),
        ...(!migrations(objects).includes(job) || containers.every(({ args }) => args?.join() === 'migrate')
          ? []
          : [`${nameOf(job)} does not migrate.`]),
      ];
    }),
  ];
};

/** How many pods it has at least: as KEDA says, or as it says itself. It must not be both, for each roll-out would undo what KEDA did. */
function fewestPodsOf(deployment: Deployment, objects: KubernetesObject[]): number {
  const scaled = all(objects, 'ScaledObject').find(
    ({ spec }) => spec.scaleTargetRef.name === deployment.metadata.name,
  );
  if (scaled && deployment.spec.replicas !== undefined) return Number.NaN;
  return scaled?.spec.minReplicaCount ?? deployment.spec.replicas ?? 1;
}

/**
 * No request and no message is lost when pods are replaced.
 *
 * @param limits `fewestPods`: with two, one relays and consumes while the other is replaced
 */
export function rolloutsAreSmooth(limits: { drainMs: number; stopMs: number; fewestPods: number }): Rule {
  return (objects) =>
    services(objects).flatMap((deployment) => {
      const { strategy, template } = deployment.spec;
      const name = nameOf(deployment);
      return [
        ...(fewestPodsOf(deployment, objects) >= limits.fewestPods
          ? []
          : [`${name} has no second pod that could take over, or two who say how many there are.`]),
        ...(strategy?.type === 'RollingUpdate' && strategy.rollingUpdate?.maxUnavailable === 0
          ? []
          : [`${name} may be without a pod during a roll-out.`]),
        ...stopProblems(deployment, limits),
        ...template.spec.containers.flatMap((container) => probeProblems(name, container)),
      ];
    });
}

function stopProblems(deployment: Deployment, limits: { drainMs: number; stopMs: number }): string[] {
  const { terminationGracePeriodSeconds = 30, containers } = deployment.spec.template.spec;
  const sleep = Math.max(...containers.map(({ lifecycle }) => lifecycle?.preStop?.sleep?.seconds ?? 0));
  const left = (terminationGracePeriodSeconds - sleep) * 1_000;
  return [
    ...(sleep > 0 ? [] : [`${nameOf(deployment)} stops before the cluster has heard that it does.`]),
    ...(left > limits.drainMs && left > limits.stopMs
      ? []
      : [
          `${nameOf(deployment)} is killed ${left} ms after SIGTERM, while running handlers have ${limits.drainMs} ms and the ` +
            `whole process has ${limits.stopMs} ms.`,
        ]),
  ];
}

function probeProblems(deployment: string, container: Container): string[] {
  const paths = {
    startupProbe: '/health/startup',
    livenessProbe: '/health/live',
    readinessProbe: '/health/ready',
  } as const;
  return Object.entries(paths)
    .filter(([probe, path]) => container[probe as keyof typeof paths]?.httpGet?.path !== path)
    .map(([probe, path]) => `${deployment} ${container.name} lacks a ${probe} that asks ${path}.`);
}

/** A service ignores variables that it does not know; a misspelt one would have no effect, and nobody would be told. */
export const settingsAreKnown: Rule = (objects) =>
  ofApplications(objects).flatMap((workload) =>
    workload.spec.template.spec.containers.flatMap((container) => {
      const known = variablesOf(configOf(workload.metadata.name));
      const env = environmentOf(container, objects, known);
      const unknown = Object.keys(env)
        .filter((name) => !(name in known))
        .map((name) => `${nameOf(workload)} sets ${name}, which its service does not know.`);
      return [...unknown, ...refusal(workload, env)];
    }),
  );

function refusal(workload: KubernetesObject, env: Record<string, string>): string[] {
  try {
    readConfig(workload.metadata.name, env, configOf(workload.metadata.name));
    return [];
  } catch (error) {
    return [`${nameOf(workload)} has settings that its service refuses: ${(error as Error).message}`];
  }
}

/** Nothing that a service keeps is kept in its pod: without a mail server notifications would put mails there, and lose them. */
export const mailsLeaveThePod: Rule = (objects) =>
  services(objects)
    .filter(({ metadata }) => 'SMTP_URL' in variablesOf(configOf(metadata.name)))
    .flatMap((deployment) =>
      deployment.spec.template.spec.containers
        .filter(({ env = [] }) => !env.some(({ name }) => name === 'SMTP_URL'))
        .map(({ name }) => `${nameOf(deployment)} ${name} has no SMTP_URL: its mails would stay in the pod.`),
    );

/** What no example can be, for it would be a key that works. */
const EXAMPLES: Record<string, string> = { PERSONAL_DATA_KEYS: `2026-01:${'A'.repeat(43)}=` };

/** What the container's process will see; what a secret outside of the overlay holds by the example of its variable. */
function environmentOf(
  container: Container,
  objects: KubernetesObject[],
  known: Record<string, { example: string }>,
): Record<string, string> {
  const { env = [], envFrom = [] } = container;
  const settings = all(objects, 'ConfigMap')
    .filter(({ metadata }) => envFrom.some(({ configMapRef }) => configMapRef?.name === metadata.name))
    .map(({ data }) => data);
  const own = env.map(({ name, value, valueFrom }): [string, string] => [
    name,
    onThisMachine(value, container) ??
      secretValue(objects, valueFrom?.secretKeyRef) ??
      EXAMPLES[name] ??
      known[name]?.example ??
      '',
  ]);
  // As docker/Dockerfile says it.
  const image = { NODE_ENV: 'production' };
  return Object.assign(image, ...settings, Object.fromEntries(own)) as Record<string, string>;
}

/** A file that is mounted into the pod is not on this machine, and this one is. */
function onThisMachine(value: string | undefined, { volumeMounts = [] }: Container): string | undefined {
  const isMounted = volumeMounts.some(({ mountPath }) => value?.startsWith(`${mountPath}/`));
  return isMounted ? __filename : value;
}

function secretValue(
  objects: KubernetesObject[],
  reference: { name: string; key: string } | undefined,
): string | undefined {
  if (
    !reference ||
    !objects.some(({ kind, metadata }) => kind === 'Secret' && metadata.name === reference.name)
  )
    return undefined;
  const { data } = one(objects, 'Secret', reference.name) as { data: Labels };
  const encoded = data[reference.key];
  return encoded === undefined ? undefined : Buffer.from(encoded, 'base64').toString('utf8');
}
