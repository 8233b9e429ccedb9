import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import { Durations } from '../durations';
import type { Metric, Sample } from './metric';

/** What the registry writes out of a histogram. */
interface Line {
  metricName: string;
  labels: Record<string, string | number>;
  value: number;
}

/**
 * Enters metrics into a registry. Nothing is counted there: at each scrape every metric takes its values from `samplesOf`.
 */
export function register(
  registry: Registry,
  metrics: readonly Metric[],
  samplesOf: (metric: Metric) => readonly Sample[],
): void {
  for (const metric of metrics) {
    const { name, help } = metric;
    const settings = { name, help, labelNames: metric.labels, registers: [registry] };
    const plain = () =>
      samplesOf(metric).map(({ labels = {}, value }) => ({ labels, value: value as number }));
    if (metric.type === 'histogram') registry.registerMetric(histogramOf(metric, () => samplesOf(metric)));
    else if (metric.type === 'gauge')
      new Gauge({
        ...settings,
        collect() {
          this.reset();
          for (const { labels, value } of plain()) this.set(labels, value);
        },
      });
    else
      new Counter({
        ...settings,
        collect() {
          this.reset();
          for (const { labels, value } of plain()) this.inc(labels, value);
        },
      });
  }
}

/** prom-client's own histogram can only be told of values one by one; the registry asks no more of one than this. */
function histogramOf({ name, help, labels }: Metric, samples: () => readonly Sample[]): Histogram {
  const histogram = new Histogram({ name, help, labelNames: labels, registers: [] });
  const get = () =>
    Promise.resolve({
      name,
      help,
      type: 'histogram',
      aggregator: 'sum',
      values: samples().flatMap((sample) => linesOf(name, sample)),
    });
  return Object.assign(histogram, { get, getForPromString: get });
}

function linesOf(name: string, { labels = {}, value }: Sample): Line[] {
  if (!(value instanceof Durations)) throw new TypeError(`${name} is a histogram, and was given a number.`);
  const { bounds, sum } = value;
  const cumulative = value.cumulative();
  const buckets = bounds.map((le, index) => ({
    metricName: `${name}_bucket`,
    labels: { ...labels, le },
    value: cumulative[index] as number,
  }));
  return [
    ...buckets,
    { metricName: `${name}_bucket`, labels: { ...labels, le: '+Inf' }, value: value.count },
    { metricName: `${name}_sum`, labels, value: sum },
    { metricName: `${name}_count`, labels, value: value.count },
  ];
}
