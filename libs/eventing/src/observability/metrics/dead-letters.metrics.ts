import type { Metric } from './metric';

/** Of parked messages; how many are being parked is told by the consumers' own metrics. */
export const DEAD_LETTER_METRICS: readonly Metric[] = [
  {
    name: 'warren_dead_letters',
    type: 'gauge',
    help: 'Dead letters by status. Up to 10 000 are counted that are parked, that are on their way round again (requested, sent), and that are settled (handled, discarded). From the database: take the max.',
    labels: ['status'],
    read: ({ database }) =>
      (database.deadLetters ?? []).map(({ status, count }) => ({ labels: { status }, value: count })),
  },
];
