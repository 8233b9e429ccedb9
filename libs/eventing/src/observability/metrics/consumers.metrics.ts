import { PARKING_REASONS } from '../../dead-letters/dead-letter';
import type { ConsumerTally } from '../consumer-tally';
import { oneOf, type Metric, type Observed, type Sample } from './metric';

const LABELS = ['consumer', 'kind'];
const STATES = ['consuming', 'waiting', 'stopped'];

/** Of handlers, sagas and projections: each has one queue, and one name in all its metrics. */
export const CONSUMER_METRICS: readonly Metric[] = [
  {
    name: 'warren_consumer_messages_total',
    type: 'counter',
    help:
      'Messages that were dealt with, by how: handled; duplicate (it had been handled, and had no effect again); retry (it failed, ' +
      'and waits in a retry queue); parked (a dead letter was made of it); put-back (everything failed just then, and it returned to its queue with all its retries).',
    labels: [...LABELS, 'outcome'],
    read: (observed) =>
      tallied(observed).flatMap(([labels, { outcomes }]) =>
        Object.entries(outcomes).map(([outcome, value]) => ({ labels: { ...labels, outcome }, value })),
      ),
  },
  {
    name: 'warren_consumer_parked_messages_total',
    type: 'counter',
    help:
      'Messages that were parked, by why (docs/operations.md). `untrusted-publisher`: another user of the broker published it than the ' +
      'one who may; `oversized`: larger than MESSAGE_LIMIT; `reused-id`: other content under the id of an event that was dealt with.',
    labels: [...LABELS, 'reason'],
    read: (observed) =>
      tallied(observed).flatMap(([labels, { parked }]) =>
        PARKING_REASONS.map((reason) => ({ labels: { ...labels, reason }, value: parked.get(reason) ?? 0 })),
      ),
  },
  {
    name: 'warren_consumer_immediate_retries_total',
    type: 'counter',
    help: 'Tries that were made at once after one that had failed, as with deadlocks.',
    labels: LABELS,
    read: (observed) => each(observed, ({ immediateRetries }) => immediateRetries),
  },
  {
    name: 'warren_consumer_duration_seconds',
    type: 'histogram',
    help: 'How long a try takes with its transaction: one message of a handler or saga, one batch of a projection. Failed ones count.',
    labels: LABELS,
    read: (observed) => each(observed, ({ duration }) => duration),
  },
  {
    name: 'warren_consumer_lag_seconds',
    type: 'histogram',
    help:
      'From the time of an event to the commit of its effect: outbox, broker, queue, retries and handler together. What is sent ' +
      'round again counts with all the time since.',
    labels: LABELS,
    read: (observed) => each(observed, ({ lag }) => lag),
  },
  {
    name: 'warren_consumer_in_flight',
    type: 'gauge',
    help: 'Messages that this process has taken and not settled.',
    labels: LABELS,
    read: ({ consumers }) =>
      consumers.map(({ definition, status }) => ({ labels: labelsOf(definition), value: status.inFlight })),
  },
  {
    name: 'warren_consumer_state',
    type: 'gauge',
    help: '1 for what it does: consuming, waiting (it would take messages but cannot, or is paused), stopped.',
    labels: [...LABELS, 'state'],
    read: ({ consumers }) =>
      consumers.flatMap(({ definition, status }) => oneOf(STATES, status.state, labelsOf(definition))),
  },
];

function labelsOf({ name, kind }: Observed['consumers'][number]['definition']): Record<string, string> {
  return { consumer: name, kind };
}

function tallied({ consumers }: Observed): [Record<string, string>, ConsumerTally][] {
  return consumers.flatMap(({ definition, tally }) => (tally ? [[labelsOf(definition), tally]] : []));
}

function each(observed: Observed, value: (tally: ConsumerTally) => Sample['value']): Sample[] {
  return tallied(observed).map(([labels, tally]) => ({ labels, value: value(tally) }));
}
