import { collectDefaultMetrics, Registry, type Metric } from 'prom-client';

let ofThisProcess: Metric[] | undefined;

/**
 * prom-client's own metrics of the process: event loop lag, memory, CPU, garbage collection. There is one process, however
 * many applications run in it, as in tests: they share what measures it.
 */
export function addProcessMetrics(registry: Registry): void {
  ofThisProcess ??= collectAll();
  for (const metric of ofThisProcess) registry.registerMetric(metric);
}

function collectAll(): Metric[] {
  const register = new Registry();
  collectDefaultMetrics({ register });
  return register.getMetricsAsArray() as unknown as Metric[];
}
