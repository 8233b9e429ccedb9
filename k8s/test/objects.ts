/** As much of Kubernetes' objects as the rules look at; the schemas know the rest. */
export interface KubernetesObject {
  apiVersion: string;
  kind: string;
  metadata: { name: string; labels?: Labels };
}

export type Labels = Record<string, string>;

export interface Probe {
  httpGet?: { path?: string; port: string | number };
  timeoutSeconds?: number;
}

export interface Container {
  name: string;
  image?: string;
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
  securityContext?: {
    allowPrivilegeEscalation?: boolean;
    readOnlyRootFilesystem?: boolean;
    capabilities?: { drop?: string[] };
  };
}

export interface PodSpec {
  serviceAccountName?: string;
  automountServiceAccountToken?: boolean;
  terminationGracePeriodSeconds?: number;
  securityContext?: { runAsNonRoot?: boolean; runAsUser?: number; seccompProfile?: { type: string } };
  containers: Container[];
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

interface Kinds {
  Deployment: Deployment;
  Job: Job;
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

/** Everything that runs pods. */
export function workloads(objects: KubernetesObject[]): (Deployment | Job)[] {
  return [...all(objects, 'Deployment'), ...all(objects, 'Job')];
}

/** How a message names an object: `Deployment/orders`. */
export function nameOf({ kind, metadata }: KubernetesObject): string {
  return `${kind}/${metadata.name}`;
}
