import { all, nameOf, workloads, type Container, type KubernetesObject, type Labels } from './objects';
import { bytes, cores } from './quantity';

/** Looks at all objects together, and returns one message for each thing that is wrong. */
export type Rule = (objects: KubernetesObject[]) => string[];

/** Each container, with the name by which a message calls it. */
function containers(objects: KubernetesObject[]): [string, Container][] {
  return workloads(objects).flatMap((workload) =>
    workload.spec.template.spec.containers.map((container): [string, Container] => [
      `${nameOf(workload)} ${container.name}`,
      container,
    ]),
  );
}

function matches(selector: Labels, labels: Labels): boolean {
  return Object.entries(selector).every(([key, value]) => labels[key] === value);
}

function selected(objects: KubernetesObject[], selector: Labels): string[] {
  return workloads(objects)
    .filter(({ spec }) => matches(selector, spec.template.metadata.labels))
    .map(nameOf);
}

/** A selector that matches the wrong pods sends requests to them, or lets one deployment end another's pods. */
export const selectorsMatch: Rule = (objects) => [
  ...[...all(objects, 'Deployment'), ...all(objects, 'StatefulSet')].flatMap((workload) => {
    const found = selected(objects, workload.spec.selector.matchLabels);
    const own = nameOf(workload);
    return found.join() === own
      ? []
      : [`${own} selects the pods of [${found.join(', ')}], not its own only.`];
  }),
  ...all(objects, 'Service').flatMap((service) => {
    const found = selected(objects, service.spec.selector);
    const { name } = service.metadata;
    const right = [`Deployment/${name}`, `StatefulSet/${name.replace(/-nodes$/, '')}`];
    return found.length === 1 && right.includes(found[0]!)
      ? []
      : [`${nameOf(service)} selects the pods of [${found.join(', ')}], not of ${right.join(' or ')}.`];
  }),
];

/** A name survives a change of the number, and a probe of the wrong port restarts healthy pods for ever. */
export const portsAreNamed: Rule = (objects) => [
  ...all(objects, 'Service').flatMap((service) => {
    const target = workloads(objects).filter(({ spec }) =>
      matches(service.spec.selector, spec.template.metadata.labels),
    );
    const named = target.flatMap(({ spec }) => spec.template.spec.containers.flatMap(portNames));
    return service.spec.ports
      .filter(({ targetPort }) => !named.includes(String(targetPort)))
      .map(
        ({ targetPort }) =>
          `${nameOf(service)} sends requests to port ${targetPort}, which its pods do not name.`,
      );
  }),
  ...containers(objects).flatMap(([name, container]) =>
    [container.startupProbe, container.livenessProbe, container.readinessProbe].flatMap((probe) => {
      const port = probe?.httpGet?.port ?? probe?.tcpSocket?.port;
      return port === undefined || portNames(container).includes(String(port))
        ? []
        : [`${name} is probed at port ${port}, which it does not name.`];
    }),
  ),
  ...containers(objects).flatMap(([name, { env = [], ports = [] }]) => {
    const listensOn = env.find((variable) => variable.name === 'PORT')?.value;
    // What is not ours has the ports of its own image.
    return (listensOn === undefined ? [] : ports)
      .filter(({ containerPort }) => String(containerPort) !== listensOn)
      .map(({ containerPort }) => `${name} names port ${containerPort}, but listens on PORT=${listensOn}.`);
  }),
];

function portNames({ ports = [] }: Container): string[] {
  return ports.flatMap(({ name }) => (name === undefined ? [] : [name]));
}

/** Without a request the scheduler overfills nodes; without a memory limit one leak takes its neighbours along. */
export const resourcesFit: Rule = (objects) =>
  containers(objects).flatMap(([name, { resources: { requests = {}, limits = {} } = {} }]) => [
    ...(requests.cpu && requests.memory ? [] : [`${name} does not request cpu and memory.`]),
    ...(limits.memory ? [] : [`${name} has no memory limit.`]),
    ...(requests.memory && limits.memory && bytes(requests.memory) > bytes(limits.memory)
      ? [`${name} requests more memory (${requests.memory}) than its limit (${limits.memory}).`]
      : []),
    ...(requests.cpu && limits.cpu && cores(requests.cpu) > cores(limits.cpu)
      ? [`${name} requests more cpu (${requests.cpu}) than its limit (${limits.cpu}).`]
      : []),
  ]);
