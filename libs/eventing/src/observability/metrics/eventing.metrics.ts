import { BREAKER_METRICS } from './breaker.metrics';
import { BROKER_METRICS } from './broker.metrics';
import { CONSUMER_METRICS } from './consumers.metrics';
import { DEAD_LETTER_METRICS } from './dead-letters.metrics';
import { LOOKING_METRICS } from './looking.metrics';
import type { Metric } from './metric';
import { OUTBOX_METRICS } from './outbox.metrics';
import { PROJECTION_METRICS } from './projections.metrics';
import { SAGA_METRICS } from './sagas.metrics';

/** Every metric of the eventing. */
export const EVENTING_METRICS: readonly Metric[] = [
  ...OUTBOX_METRICS,
  ...BROKER_METRICS,
  ...CONSUMER_METRICS,
  ...BREAKER_METRICS,
  ...PROJECTION_METRICS,
  ...SAGA_METRICS,
  ...DEAD_LETTER_METRICS,
  ...LOOKING_METRICS,
];
