import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { load } from 'js-yaml';
import { describeRules } from './describe-rules';
import { isKubectlInstalled, renderOverlay } from './kubectl';
import { all, nameOf, one, selects, services, type KubernetesObject } from './objects';
import type { Rule } from './rules';

const OBSERVABILITY = join(__dirname, '../../docker/observability');
const DASHBOARDS = join(OBSERVABILITY, 'grafana/dashboards');

/** Prometheus asks every service, under the names by which alerts and dashboards know it. */
const servicesAreAsked: Rule = (objects) => {
  const { selector, jobLabel, endpoints } = one(objects, 'ServiceMonitor', 'services').spec;
  return services(objects).flatMap(({ metadata: { name } }) => {
    const { metadata, spec } = one(objects, 'Service', name);
    const labels = metadata.labels ?? {};
    const isFound =
      selects(selector, labels) && endpoints.some(({ port }) => spec.ports.some((one) => one.name === port));
    return [
      ...(isFound ? [] : [`Service/${name} is asked for no metrics.`]),
      ...(labels[jobLabel ?? ''] === 'warren'
        ? []
        : [`Service/${name} has another job than the alerts know.`]),
      ...(endpoints.every(({ honorLabels, path }) => honorLabels && path === '/metrics')
        ? []
        : [`Service/${name} loses its own label "service".`]),
    ];
  });
};

/** KEDA asks for what the broker's ServiceMonitor brings. */
const queuesAreAsked: Rule = (objects) => {
  const { endpoints } = one(objects, 'ServiceMonitor', 'broker').spec;
  const isDetailed = endpoints.some(
    ({ path, params }) => path === '/metrics/detailed' && params?.family?.includes('queue_coarse_metrics'),
  );
  return all(objects, 'ScaledObject')
    .filter(({ spec }) =>
      spec.triggers.some(({ metadata }) => metadata.query?.includes('rabbitmq_detailed_queue_')),
    )
    .filter(() => !isDetailed)
    .map((scaled) => `${nameOf(scaled)} asks for queues, which nobody reads from the broker.`);
};

const monitor = (objects: KubernetesObject[], name: string) => one(objects, 'ServiceMonitor', name).spec;

describeRules('observability.spec.ts', [
  [
    'Prometheus asks all services',
    { production: servicesAreAsked },
    {
      'a service without the label': [
        (objects) => delete one(objects, 'Service', 'orders').metadata.labels!['app.kubernetes.io/component'],
        /^Service\/orders is asked for no metrics/,
      ],
      'another port': [
        (objects) => (monitor(objects, 'services').endpoints[0]!.port = 'metrics'),
        /^Service\/orders is asked for no metrics/,
      ],
      'another job': [
        (objects) => delete monitor(objects, 'services').jobLabel,
        /^Service\/orders has another job/,
      ],
      'labels that are renamed': [
        (objects) => delete monitor(objects, 'services').endpoints[0]!.honorLabels,
        /^Service\/orders loses its own label/,
      ],
    },
  ],
  [
    'what KEDA goes by is there',
    { production: queuesAreAsked },
    {
      'a broker that tells sums only': [
        (objects) => monitor(objects, 'broker').endpoints.pop(),
        /^ScaledObject\/orders asks for queues/,
      ],
    },
  ],
]);

(isKubectlInstalled() ? describe : describe.skip)('what docker/observability says', () => {
  it('holds in the cluster: every alert', () => {
    const file = readFileSync(join(OBSERVABILITY, 'rules/warren.rules.yml'), 'utf8');
    const { groups } = load(file) as { groups: unknown[] };
    expect(groups.length).toBeGreaterThan(3);
    expect(one(renderOverlay('production'), 'PrometheusRule', 'services').spec.groups).toEqual(groups);
  });

  it('is shown in the cluster: every dashboard, with a data source of the name they ask for', () => {
    const maps = all(renderOverlay('production'), 'ConfigMap');
    const { data, metadata } = maps.find(({ metadata: { name } }) => name === 'dashboards')!;
    const files = readdirSync(DASHBOARDS);
    expect(Object.keys(data).sort()).toEqual(files.sort());
    expect(metadata.labels?.grafana_dashboard).toBe('1');
    const source = maps.find(({ metadata: { name } }) => name === 'dashboards-datasource')!.data;
    const { datasources } = load(source['datasource.yaml']!) as { datasources: { uid: string }[] };
    for (const file of files) {
      expect(JSON.parse(data[file]!)).toEqual(JSON.parse(readFileSync(join(DASHBOARDS, file), 'utf8')));
      const asked = new Set([...data[file]!.matchAll(/"uid": "([\w-]+)"/g)].map(([, uid]) => uid));
      expect(asked).toContain(datasources[0]!.uid);
    }
  });
});
