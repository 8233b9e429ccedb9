import { isKubectlInstalled, OVERLAYS, renderOverlay } from './kubectl';
import { one, type KubernetesObject } from './objects';
import { container, deployment, job } from './orders-of';
import { areSchemasThere, KubernetesSchemas, SCHEMAS_FILE } from './schemas';
import { skipped } from './skipped';

const why = !isKubectlInstalled()
  ? 'kubectl is not installed (https://kubernetes.io/docs/tasks/tools/), so nothing is rendered'
  : !areSchemasThere() && `${SCHEMAS_FILE} is not there, so objects are not checked against schemas`;
if (why) skipped('schemas.spec.ts', why);

/** What an overlay is expected to have; a kind that vanished would be valid, too. */
const EVERYWHERE = [
  ...['ConfigMap', 'Deployment', 'Job', 'Namespace', 'NetworkPolicy', 'PodDisruptionBudget', 'Service'],
  'ServiceAccount',
];
const KINDS = {
  production: [
    ...EVERYWHERE,
    ...['Cluster', 'Ingress', 'PrometheusRule', 'RabbitmqCluster', 'ScaledObject', 'ServiceMonitor'],
  ],
  local: [...EVERYWHERE, 'Secret', 'StatefulSet'],
};

(why ? describe.skip : describe)('k8s against the schemas of Kubernetes', () => {
  const rendered = why ? [] : renderOverlay('production');
  const schemas = why ? undefined : new KubernetesSchemas();
  const problems = (objects: KubernetesObject[]) => objects.flatMap((object) => schemas!.problemsOf(object));

  it.each(OVERLAYS)('the overlay %s is valid, object by object', (overlay) => {
    const objects = renderOverlay(overlay);
    expect(problems(objects)).toEqual([]);
    expect([...new Set(objects.map(({ kind }) => kind))].sort()).toEqual(KINDS[overlay].sort());
  });

  it('a misspelt field of each kind is told', () => {
    for (const kind of new Set(rendered.map((object) => object.kind))) {
      const object = structuredClone(rendered.find((one) => one.kind === kind)!);
      const place = 'spec' in object ? (object.spec as object) : object;
      Object.assign(place, { mispelt: true });
      expect(problems([object])).toContainEqual(
        expect.stringMatching(/must NOT have additional properties.*"mispelt"/),
      );
    }
  });

  it.each<[string, (objects: KubernetesObject[]) => void, RegExp]>([
    [
      'a misspelt field deep inside',
      (objects) => Object.assign(container(deployment(objects)), { readinesProbe: {} }),
      /^Deployment\/orders\/spec\/template\/spec\/containers\/0 .*"readinesProbe"/,
    ],
    [
      'a misspelt field at the top',
      (objects) => Object.assign(one(objects, 'ServiceAccount', 'orders'), { automountToken: false }),
      /^ServiceAccount\/orders .*"automountToken"/,
    ],
    [
      'a value of the wrong type',
      (objects) => Object.assign(deployment(objects).spec, { replicas: 'two' }),
      /^Deployment\/orders\/spec\/replicas must be integer/,
    ],
    [
      'a field that is required',
      (objects) => Object.assign(job(objects).spec, { template: undefined }),
      /^Job\/orders-migrate\/spec must have required property 'template'/,
    ],
    [
      'a kind of another API group',
      (objects) => Object.assign(deployment(objects), { apiVersion: 'extensions/v1beta1' }),
      /no kind extensions\/v1beta1\/Deployment/,
    ],
  ])('would tell %s', (_, spoil, message) => {
    const spoilt = structuredClone(rendered);
    spoil(spoilt);
    expect(problems(JSON.parse(JSON.stringify(spoilt)))).toContainEqual(expect.stringMatching(message));
  });
});
