const fs = require('node:fs');
const path = require('node:path');
const { loadTypeScript } = require('./load-typescript');

/** @typedef {{ name: string, type: string, help: string, labels: readonly string[] }} Metric */

const EVENTING = 'libs/eventing/src/observability/metrics';
const PLATFORM = 'libs/platform/src/metrics/platform.metrics.ts';

/** In the order of the page: heading, file, the constant in it. */
const CHAPTERS = [
  ['Outbox and relay', `${EVENTING}/outbox.metrics.ts`, 'OUTBOX_METRICS'],
  ['Consumers: handlers, sagas, projections', `${EVENTING}/consumers.metrics.ts`, 'CONSUMER_METRICS'],
  ['Breakers', `${EVENTING}/breaker.metrics.ts`, 'BREAKER_METRICS'],
  ['Dead letters', `${EVENTING}/dead-letters.metrics.ts`, 'DEAD_LETTER_METRICS'],
  ['Read models and copies', `${EVENTING}/projections.metrics.ts`, 'PROJECTION_METRICS'],
  ['Sagas and schedules', `${EVENTING}/sagas.metrics.ts`, 'SAGA_METRICS'],
  ['Broker', `${EVENTING}/broker.metrics.ts`, 'BROKER_METRICS'],
  ['HTTP and database connections', PLATFORM, 'PLATFORM_METRICS'],
  ['Metrics', `${EVENTING}/looking.metrics.ts`, 'LOOKING_METRICS'],
];

const INTRODUCTION = `
# Metrics

<!-- From the code, by \`npm run docs\`. -->

Each service serves them at \`GET /metrics\`, in Prometheus' text format, beside its API. All carry the label \`service\`;
\`consumer\` is the name of a handler, saga or projection. What comes from the database is as of a few seconds ago, the same from
every replica (so take the \`max\` of them), and absent while the database does not answer. The rest is counted by each process
since its start (so take the \`sum\`). Prometheus' own \`process_…\` and prom-client's \`nodejs_…\` metrics are there, too:
\`nodejs_eventloop_lag_p99_seconds\` above all.

No label ever holds an id, a path, or anything that a message says: the number of series follows from the code.

[\`docker/observability\`](../docker/observability) has a configuration of Prometheus for the services, alert rules with their
tests, and Grafana dashboards; the profile \`observability\` of [Docker Compose](compose.md) starts both.
`;

/**
 * The page docs/metrics.md.
 *
 * @param {string} root of the repository
 * @returns {{ place: string, text: string }[]} none where the libraries are not there
 */
function metricsPage(root) {
  if (!fs.existsSync(path.join(root, EVENTING))) return [];
  const chapters = CHAPTERS.map(([heading = '', file = '', name = '']) => {
    const metrics = /** @type {Metric[]} */ (loadTypeScript(path.join(root, file))[name]);
    return `## ${heading}\n\n${table(metrics)}\n`;
  });
  return [{ place: 'docs/metrics.md', text: [INTRODUCTION.trimStart(), ...chapters].join('\n') }];
}

/** @param {readonly Metric[]} metrics */
function table(metrics) {
  const rows = metrics.map(({ name, type, labels, help }) => [
    `\`${name}\``,
    type,
    labels.map((label) => `\`${label}\``).join(', ') || '—',
    help.replaceAll('|', '\\|'),
  ]);
  return [['name', 'type', 'labels', 'meaning'], ['---', '---', '---', '---'], ...rows]
    .map((row) => `| ${row.join(' | ')} |`)
    .join('\n');
}

module.exports = { metricsPage };
