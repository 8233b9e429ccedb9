import type { Registry } from 'prom-client';
import type { MetricDescription } from './metric-description';

/** A description as prom-client's metrics take it, entered into one registry and no other. */
export function settingsOf({ name, help, labels }: MetricDescription, registry: Registry) {
  return { name, help, labelNames: labels, registers: [registry] };
}
