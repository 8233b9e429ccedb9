import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isKubectlInstalled, render } from './kubectl';
import { all, one, services, type KubernetesObject } from './objects';
import { skipped } from './skipped';

const K8S = join(__dirname, '..');
const PLACE = 'overlays/production/place.env';

/** The settings of the place, `[name, value]`. */
function settingsIn(text: string): [string, string][] {
  return [...text.matchAll(/^([A-Z_]+)=(.*)$/gm)].map(([, name = '', value = '']) => [name, value]);
}

/** What each becomes somewhere else. */
const ELSEWHERE: Record<string, string> = {
  REGISTRY: 'registry.elsewhere.test:5000/team',
  HOST: 'shop.elsewhere.test',
  INGRESS_CLASS: 'elsewhere',
  AUTH_ISSUER: 'https://id.elsewhere.test',
  AUTH_AUDIENCE: 'elsewhere',
  AUTH_JWKS_URL: 'https://id.elsewhere.test/keys',
  PROMETHEUS: 'http://prometheus.elsewhere:9090',
};

if (!isKubectlInstalled()) skipped('place.spec.ts', 'kubectl is not installed');

(isKubectlInstalled() ? describe : describe.skip)(PLACE, () => {
  const settings = settingsIn(readFileSync(join(K8S, PLACE), 'utf8'));
  let root: string;
  let here: KubernetesObject[];
  let elsewhere: KubernetesObject[];

  beforeAll(() => {
    root = mkdtempSync(join(tmpdir(), 'k8s-place-'));
    cpSync(K8S, root, { recursive: true });
    writeFileSync(join(root, PLACE), settings.map(([name]) => `${name}=${ELSEWHERE[name] ?? ''}`).join('\n'));
    here = render(join(K8S, 'overlays/production'));
    elsewhere = render(join(root, 'overlays/production'));
  });
  afterAll(() => rmSync(root, { recursive: true, force: true }));

  it('is all that has to be set', () => {
    expect(settings.map(([name]) => name).sort()).toEqual(Object.keys(ELSEWHERE).sort());
    // Whatever is left of the examples would have to be found by somebody.
    expect(JSON.stringify(here)).toContain('example.com');
    expect(JSON.stringify(elsewhere)).not.toMatch(/example\.(com|org|net)/);
  });

  it.each(settings)('%s is used, and set everywhere by this one line', (name, value) => {
    const texts = (objects: KubernetesObject[]) =>
      // The data source of the dashboards is Grafana's, which may ask another Prometheus than KEDA.
      JSON.stringify(objects.filter(({ metadata }) => metadata.name !== 'dashboards-datasource'));
    expect(texts(elsewhere)).toContain(ELSEWHERE[name]);
    if (value.includes('.')) expect(texts(elsewhere)).not.toContain(value);
  });

  it('names the images of all services, by a registry with a port, too', () => {
    const images = services(elsewhere).flatMap(({ spec }) =>
      spec.template.spec.containers.map(({ image }) => image),
    );
    expect(images).toHaveLength(services(here).length);
    for (const image of images)
      expect(image).toMatch(/^registry\.elsewhere\.test:5000\/team\/\w+\/[\w-]+:\d/);
    expect(one(elsewhere, 'Job', 'database-roles').spec.template.spec.containers[0]?.image).toMatch(
      /^postgres:/,
    );
  });

  it('rolls the services out when it changes what they are told', () => {
    const settingsOf = (objects: KubernetesObject[]) =>
      all(objects, 'ConfigMap').find(({ metadata }) => metadata.name.startsWith('settings-'))!;
    expect(settingsOf(elsewhere).data.AUTH_ISSUER).toBe(ELSEWHERE.AUTH_ISSUER);
    expect(settingsOf(elsewhere).metadata.name).not.toBe(settingsOf(here).metadata.name);
  });

  it('is read here, and not sent to the cluster', () => {
    expect(all(here, 'ConfigMap').map(({ metadata }) => metadata.name)).not.toContain('place');
  });
});
