/** As much of Kubernetes' objects as the rules look at; the schemas know the rest. */
export interface KubernetesObject {
  apiVersion: string;
  kind: string;
  metadata: { name: string; namespace?: string; labels?: Labels; annotations?: Labels };
}

export type Labels = Record<string, string>;

export interface Probe {
  httpGet?: { path?: string; port: string | number };
  tcpSocket?: { port: string | number };
  exec?: { command: string[] };
  timeoutSeconds?: number;
}

export interface Container {
  name: string;
  image?: string;
  imagePullPolicy?: string;
  args?: string[];
  env?: {
    name: string;
    value?: string;
    valueFrom?: { secretKeyRef?: { name: string; key: string } };
  }[];
  envFrom?: { configMapRef?: { name: string }; secretRef?: { name: string } }[];
  ports?: { name?: string; containerPort: number }[];
  startupProbe?: Probe;
  livenessProbe?: Probe;
  readinessProbe?: Probe;
  lifecycle?: { preStop?: { sleep?: { seconds: number } } };
  resources?: { requests?: Record<string, string>; limits?: Record<string, string> };
  volumeMounts?: { name: string; mountPath: string }[];
  securityContext?: ContainerSecurity;
}

export interface ContainerSecurity {
  allowPrivilegeEscalation?: boolean;
  readOnlyRootFilesystem?: boolean;
  privileged?: boolean;
  runAsUser?: number;
  capabilities?: { drop?: string[]; add?: string[] };
}

export interface Volume {
  name: string;
  configMap?: { name: string };
  secret?: { secretName: string; items?: { key: string }[] };
  emptyDir?: object;
  hostPath?: object;
  persistentVolumeClaim?: object;
}

export interface PodSpec {
  serviceAccountName?: string;
  automountServiceAccountToken?: boolean;
  terminationGracePeriodSeconds?: number;
  securityContext?: { runAsNonRoot?: boolean; runAsUser?: number; seccompProfile?: { type: string } };
  hostNetwork?: boolean;
  hostPID?: boolean;
  hostIPC?: boolean;
  topologySpreadConstraints?: {
    topologyKey: string;
    labelSelector?: { matchLabels?: Labels };
    matchLabelKeys?: string[];
  }[];
  initContainers?: Container[];
  containers: Container[];
  volumes?: Volume[];
}

interface PodTemplate {
  metadata: { labels: Labels };
  spec: PodSpec;
}

export interface Deployment extends KubernetesObject {
  spec: {
    replicas?: number;
    selector: { matchLabels: Labels };
    strategy?: { type?: string; rollingUpdate?: { maxUnavailable?: number | string } };
    template: PodTemplate;
  };
}

export interface Job extends KubernetesObject {
  spec: { template: PodTemplate };
}

export interface Service extends KubernetesObject {
  spec: { selector: Labels; ports: { name?: string; port: number; targetPort?: string | number }[] };
}

export interface ServiceAccount extends KubernetesObject {
  automountServiceAccountToken?: boolean;
}

export interface ConfigMap extends KubernetesObject {
  data: Record<string, string>;
}

export interface StatefulSet extends KubernetesObject {
  spec: {
    replicas?: number;
    selector: { matchLabels: Labels };
    template: PodTemplate;
    volumeClaimTemplates?: { metadata: { name: string } }[];
  };
}

export interface Secret extends KubernetesObject {
  data: Record<string, string>;
}

export interface Selector {
  matchLabels?: Labels;
  matchExpressions?: { key: string; operator: string; values?: string[] }[];
}

export interface PodDisruptionBudget extends KubernetesObject {
  spec: { maxUnavailable?: number | string; minAvailable?: number | string; selector: Selector };
}

export interface Peer {
  podSelector?: Selector;
  namespaceSelector?: Selector;
  ipBlock?: { cidr: string; except?: string[] };
}

export interface PolicyPort {
  protocol?: string;
  port?: number | string;
  endPort?: number;
}

export interface NetworkPolicy extends KubernetesObject {
  spec: {
    podSelector: Selector;
    policyTypes: ('Ingress' | 'Egress')[];
    ingress?: { from?: Peer[]; ports?: PolicyPort[] }[];
    egress?: { to?: Peer[]; ports?: PolicyPort[] }[];
  };
}

export interface ScaledObject extends KubernetesObject {
  spec: {
    scaleTargetRef: { name: string };
    minReplicaCount?: number;
    maxReplicaCount?: number;
    fallback?: { replicas: number; behavior?: string };
    triggers: { type: string; name?: string; metricType?: string; metadata: Record<string, string> }[];
  };
}

export interface Ingress extends KubernetesObject {
  spec: {
    tls?: { hosts?: string[]; secretName?: string }[];
    rules: {
      host?: string;
      http: {
        paths: { path: string; backend: { service: { name: string; port: { name?: string } } } }[];
      };
    }[];
  };
}

export interface ServiceMonitor extends KubernetesObject {
  spec: {
    selector: Selector;
    jobLabel?: string;
    endpoints: {
      port: string;
      path?: string;
      honorLabels?: boolean;
      params?: Record<string, string[]>;
      tlsConfig?: { ca?: { secret?: { name: string; key: string } } };
    }[];
  };
}

export interface PrometheusRule extends KubernetesObject {
  spec: { groups: unknown[] };
}

export interface RabbitmqCluster extends KubernetesObject {
  spec: {
    replicas: number;
    tls: { secretName: string; disableNonTLSListeners?: boolean };
    override: { statefulSet: { spec: { template: { spec: PodSpec } } } };
  };
}

/** CloudNativePG's. */
export interface Cluster extends KubernetesObject {
  spec: {
    instances: number;
    postgresql: {
      pg_hba: string[];
      parameters: Record<string, string>;
      synchronous?: { number: number; dataDurability?: string };
    };
  };
}

interface Kinds {
  Deployment: Deployment;
  Job: Job;
  StatefulSet: StatefulSet;
  Secret: Secret;
  PodDisruptionBudget: PodDisruptionBudget;
  NetworkPolicy: NetworkPolicy;
  ScaledObject: ScaledObject;
  Ingress: Ingress;
  ServiceMonitor: ServiceMonitor;
  PrometheusRule: PrometheusRule;
  RabbitmqCluster: RabbitmqCluster;
  Cluster: Cluster;
  Service: Service;
  ServiceAccount: ServiceAccount;
  ConfigMap: ConfigMap;
}

/** The objects of one kind, typed. */
export function all<K extends keyof Kinds>(objects: KubernetesObject[], kind: K): Kinds[K][] {
  return objects.filter((object) => object.kind === kind) as Kinds[K][];
}

/** The one object of this kind and name; throws where there is none. */
export function one<K extends keyof Kinds>(objects: KubernetesObject[], kind: K, name: string): Kinds[K] {
  const found = all(objects, kind).find(({ metadata }) => metadata.name === name);
  if (!found) throw new Error(`There is no ${kind} "${name}".`);
  return found;
}

export type Workload = Deployment | Job | StatefulSet;

/** Everything that runs pods. */
export function workloads(objects: KubernetesObject[]): Workload[] {
  return [...all(objects, 'Deployment'), ...all(objects, 'Job'), ...all(objects, 'StatefulSet')];
}

const COMPONENT = 'app.kubernetes.io/component';

/** What its pods are: `service`, `migration`, or what else the overlay runs. */
export const componentOf = ({ spec }: Workload): string | undefined =>
  spec.template.metadata.labels[COMPONENT];

/** The pods of services. */
export function services(objects: KubernetesObject[]): Deployment[] {
  return all(objects, 'Deployment').filter((deployment) => componentOf(deployment) === 'service');
}

/** What migrates the databases of services. */
export function migrations(objects: KubernetesObject[]): Job[] {
  return all(objects, 'Job').filter((job) => componentOf(job) === 'migration');
}

/** Whether a selector takes these labels; an empty one takes everything. */
export function selects({ matchLabels = {}, matchExpressions = [] }: Selector, labels: Labels): boolean {
  return (
    Object.entries(matchLabels).every(([key, value]) => labels[key] === value) &&
    matchExpressions.every(({ key, operator, values = [] }) => {
      if (operator === 'In') return values.includes(labels[key] ?? '');
      throw new Error(`The tests know no operator ${operator} of selectors.`);
    })
  );
}

/** How a message names an object: `Deployment/orders`. */
export function nameOf({ kind, metadata }: KubernetesObject): string {
  return `${kind}/${metadata.name}`;
}
