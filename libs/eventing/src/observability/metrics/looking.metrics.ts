import type { Metric } from './metric';

/** Of the metrics themselves. */
export const LOOKING_METRICS: readonly Metric[] = [
  {
    name: 'warren_metrics_failed_looks_total',
    type: 'counter',
    help: 'Questions to the database behind a scrape that were not answered. Their figures are absent after a minute.',
    labels: [],
    read: ({ failedLooks }) => [{ value: failedLooks }],
  },
];
