import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { eventually } from '@warren/eventing/testing';
import { startService, untilReady, type StartedService } from '../../src/testing';
import { migrations, ParcelsModule } from './support/parcels.module';
import { itWithPrometheus, LivePrometheus, promtool } from './support/prometheus';
import { Series } from './support/series';
import {
  alertExpressions,
  alerts,
  dashboardExpressions,
  OBSERVABILITY,
  RULES,
  RULE_TESTS,
  testedAlerts,
} from './support/watched';

jest.setTimeout(120_000);

const DOCS = join(OBSERVABILITY, '../../docs');

/** The pages for people on call. */
const PAGES = [
  'an-order-is-stuck',
  'the-outbox-grows',
  'the-broker-was-down',
  'a-queues-arguments-must-change',
  'a-service-was-restored-from-a-back-up',
  'upgrade-rabbitmq',
  'dead-letters',
  'a-consumer-is-paused',
  'a-handler-is-slow',
  'a-read-model-lags',
];

describe('the alert rules', () => {
  itWithPrometheus('are understood by Prometheus, and so is its configuration', async (programs) => {
    expect(await promtool(programs, 'check', 'rules', RULES)).toContain(`${alerts().length} rules found`);
    await promtool(programs, 'check', 'config', join(OBSERVABILITY, 'prometheus.yml'));
  });

  itWithPrometheus('fire on the figures on which they should, and on no others', async (programs) => {
    expect(await promtool(programs, 'test', 'rules', RULE_TESTS)).toContain('SUCCESS');
  });

  it('are each made to fire by a test', () => {
    const tested = testedAlerts();
    expect(
      alerts()
        .map(({ alert }) => alert)
        .filter((name) => !tested.has(name)),
    ).toEqual([]);
  });

  it.each(alerts().map((alert) => [alert.alert, alert] as const))(
    '%s says what happened, what to do and where to read on',
    (_name, { labels, annotations }) => {
      expect(['page', 'ticket']).toContain(labels.severity);
      for (const what of ['summary', 'description', 'what_to_do'])
        expect(annotations[what]).toMatch(/\S+ \S+/);
      const [page, heading] = (annotations.runbook ?? '').split('#');
      expect(page).toBe('docs/operations.md');
      expect(PAGES).toContain(heading);
    },
  );

  it('link to headings that are there, once the page is', () => {
    const page = join(DOCS, 'operations.md');
    if (!existsSync(page)) return;
    const headings = [...readFileSync(page, 'utf8').matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
      heading
        .toLowerCase()
        .replace(/[^\p{L}\p{N}\s_-]/gu, '')
        .trim()
        .replace(/\s/g, '-'),
    );
    const linked = new Set(alerts().map(({ annotations }) => (annotations.runbook ?? '').split('#')[1]));
    expect([...linked].filter((heading) => heading && !headings.includes(heading))).toEqual([]);
  });
});

describe('with a service that runs', () => {
  let parcels: StartedService;
  let traffic: NodeJS.Timeout;

  beforeAll(async () => {
    parcels = await startService(ParcelsModule, { name: 'parcels', migrations, env: { LOG_LEVEL: 'fatal' } });
    await untilReady(parcels);
    const fates = ['arrives', 'is-dropped-once', 'is-dropped-for-a-while', 'is-lost'];
    let sent = 0;
    traffic = setInterval(() => {
      const fate = fates[sent++ % fates.length];
      void parcels.post('/parcels', { id: randomUUID(), fate }).catch(() => undefined); // it may be stopping
    }, 200);
  });
  afterAll(async () => {
    clearInterval(traffic);
    await parcels?.stop();
  });

  itWithPrometheus('every panel and every alert has data of a live scrape', async (programs) => {
    const prometheus = await LivePrometheus.start(programs, parcels.url, 'parcels');
    try {
      let open = [...dashboardExpressions(), ...alertExpressions()];
      expect(open.length).toBeGreaterThan(80);
      await eventually('data for every expression', async () => {
        const answers = await Promise.all(open.map(({ expression }) => prometheus.ask(expression)));
        open = open.filter((_, index) => answers[index]?.length === 0);
        if (open.length > 0) throw new Error(`None yet for ${JSON.stringify(open.slice(0, 5))}`);
        return true;
      });
    } finally {
      await prometheus.stop();
    }
  });

  it('every metric that is documented is there, and no other of ours', async () => {
    const documented = [...readFileSync(join(DOCS, 'metrics.md'), 'utf8').matchAll(/^\| `(warren_\w+)`/gm)];
    const names = await eventually('the figures of the database', async () => {
      const { names: found } = new Series((await parcels.get('/metrics')).body.text);
      return found.includes('warren_outbox_backlog_events') && found;
    });
    const metrics = names
      .filter((name) => name.startsWith('warren_'))
      .map((name) => name.replace(/_(bucket|sum|count)$/, ''));
    expect([...new Set(metrics)].sort()).toEqual(documented.map(([, name]) => name).sort());
  });
});
