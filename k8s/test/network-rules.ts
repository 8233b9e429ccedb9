import {
  all,
  selects,
  services,
  workloads,
  type KubernetesObject,
  type Labels,
  type NetworkPolicy,
  type Peer,
  type PolicyPort,
} from './objects';
import { OPERATED_PODS } from './operators';
import type { Rule } from './rules';

/** One end of a connection: a pod of ours, one of another namespace, or an address outside of the cluster. */
export interface Place {
  name: string;
  labels?: Labels;
  namespace?: string;
  address?: string;
  ports?: Record<string, number>;
}

const isOurs = ({ namespace, address }: Place): boolean => namespace === undefined && address === undefined;

/**
 * Whether the policies let a connection through, as the network of a cluster reckons it: at both ends nobody decides, or one policy at least
 * lets it.
 */
export function mayConnect(objects: KubernetesObject[], from: Place, to: Place, port: number): boolean {
  const policies = all(objects, 'NetworkPolicy');
  const outgoing = policiesFor(policies, from, 'Egress');
  const incoming = policiesFor(policies, to, 'Ingress');
  return (
    (outgoing.length === 0 ||
      outgoing.some(({ spec }) =>
        (spec.egress ?? []).some(({ to: peers, ports }) => fits(peers, to) && opens(ports, to, port)),
      )) &&
    (incoming.length === 0 ||
      incoming.some(({ spec }) =>
        (spec.ingress ?? []).some(({ from: peers, ports }) => fits(peers, from) && opens(ports, to, port)),
      ))
  );
}

function policiesFor(policies: NetworkPolicy[], place: Place, type: 'Ingress' | 'Egress'): NetworkPolicy[] {
  if (!isOurs(place)) return [];
  return policies.filter(
    ({ spec }) => spec.policyTypes.includes(type) && selects(spec.podSelector, place.labels ?? {}),
  );
}

/** No peers are all peers. */
function fits(peers: Peer[] | undefined, place: Place): boolean {
  if (peers === undefined) return true;
  return peers.some(({ podSelector, namespaceSelector, ipBlock }) => {
    if (ipBlock) return place.address !== undefined && isWithin(ipBlock, place.address);
    if (place.address !== undefined) return false;
    const isRightNamespace = namespaceSelector
      ? selects(namespaceSelector, { 'kubernetes.io/metadata.name': place.namespace ?? 'warren' })
      : isOurs(place);
    return isRightNamespace && selects(podSelector ?? {}, place.labels ?? {});
  });
}

function opens(ports: PolicyPort[] | undefined, to: Place, wanted: number): boolean {
  if (ports === undefined) return true;
  return ports.some(({ port, endPort }) => {
    const first = typeof port === 'string' ? to.ports?.[port] : port;
    return first === undefined ? port === undefined : wanted >= first && wanted <= (endPort ?? first);
  });
}

function isWithin({ cidr, except = [] }: { cidr: string; except?: string[] }, address: string): boolean {
  return covers(cidr, address) && !except.some((one) => covers(one, address));
}

function covers(cidr: string, address: string): boolean {
  const [network = '', bits = '32'] = cidr.split('/');
  const block = 2 ** (32 - Number(bits));
  return Math.floor(numberOf(network) / block) === Math.floor(numberOf(address) / block);
}

const numberOf = (address: string): number =>
  address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);

/** All that runs, by name; the servers of operators, too. */
export function placesIn(objects: KubernetesObject[]): Record<string, Place> {
  const ours = workloads(objects).map((workload): [string, Place] => {
    const { labels } = workload.spec.template.metadata;
    const ports = workload.spec.template.spec.containers.flatMap(({ ports: named = [] }) =>
      named.map(({ name = '', containerPort }): [string, number] => [name, containerPort]),
    );
    const { name } = workload.metadata;
    return [name, { name, labels, ports: Object.fromEntries(ports) }];
  });
  return {
    broker: { name: 'broker', labels: OPERATED_PODS.broker },
    database: { name: 'database', labels: OPERATED_PODS.database },
    dns: { name: 'dns', namespace: 'kube-system', labels: { 'k8s-app': 'kube-dns' } },
    'the ingress': { name: 'the ingress', namespace: 'ingress-nginx' },
    Prometheus: { name: 'Prometheus', namespace: 'monitoring' },
    'a stranger': { name: 'a stranger', namespace: 'default' },
    'a new pod': { name: 'a new pod', labels: {} },
    'the world': { name: 'the world', address: '93.184.216.34' },
    'an address inside': { name: 'an address inside', address: '10.42.0.7' },
    ...Object.fromEntries(ours),
  };
}

export type Connection = [from: string, to: string, port: number];

/** @param wanted what has to be possible @param unwanted what must not be */
export function connectionsAre(wanted: Connection[], unwanted: Connection[]): Rule {
  return (objects) => {
    const places = placesIn(objects);
    const isPossible = ([from, to, port]: Connection) =>
      mayConnect(objects, places[from]!, places[to]!, port);
    return [
      ...wanted
        .filter((connection) => !isPossible(connection))
        .map(([from, to, port]) => `${from} cannot reach ${to} at ${port}.`),
      ...unwanted.filter(isPossible).map(([from, to, port]) => `${from} can reach ${to} at ${port}.`),
    ];
  };
}

/** Whatever a service might try: none reaches another one, or another pod of its own. */
export const servicesCannotCallEachOther: Rule = (objects) => {
  const places = placesIn(objects);
  const names = services(objects).map(({ metadata }) => metadata.name);
  return names.flatMap((from) =>
    names
      .filter((to) =>
        [80, 3_000, 443, 5_432, 5_671].some((port) => mayConnect(objects, places[from]!, places[to]!, port)),
      )
      .map((to) => `${from} can reach ${to}.`),
  );
};
