import { join } from 'node:path';
import { isKubectlInstalled, render } from './kubectl';
import { one, type KubernetesObject } from './objects';
import { container, deployment, job } from './orders-of';
import { areSchemasThere, KubernetesSchemas, SCHEMAS_FILE } from './schemas';
import { skipped } from './skipped';

const why = !isKubectlInstalled()
  ? 'kubectl is not installed (https://kubernetes.io/docs/tasks/tools/), so nothing is rendered'
  : !areSchemasThere() && `${SCHEMAS_FILE} is not there, so objects are not checked against schemas`;
if (why) skipped('schemas.spec.ts', why);

(why ? describe.skip : describe)('k8s/base against the schemas of Kubernetes', () => {
  const rendered = why ? [] : render(join(__dirname, '../base'));
  const schemas = why ? undefined : new KubernetesSchemas();
  const problems = (objects: KubernetesObject[]) => objects.flatMap((object) => schemas!.problemsOf(object));

  it('is valid, object by object', () => {
    expect(problems(rendered)).toEqual([]);
    expect(new Set(rendered.map(({ kind }) => kind))).toEqual(
      new Set(['ConfigMap', 'Deployment', 'Job', 'Service', 'ServiceAccount']),
    );
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
