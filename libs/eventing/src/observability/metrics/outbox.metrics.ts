import { oneOf, type Metric } from './metric';

const ROLES = ['active', 'standby', 'waiting', 'stopped'];

/** Of the outbox and its relay. */
export const OUTBOX_METRICS: readonly Metric[] = [
  {
    name: 'warren_outbox_backlog_events',
    type: 'gauge',
    help:
      "Events in the outbox beyond the relay's checkpoint. Exact up to 10 000; of more it is how far the positions go, gaps included. " +
      'From the database, so every replica says the same: take the max.',
    labels: [],
    read: ({ database }) => (database.outbox ? [{ value: database.outbox.backlog }] : []),
  },
  {
    name: 'warren_outbox_oldest_age_seconds',
    type: 'gauge',
    help: 'Age of the oldest event in the outbox that is not relayed; 0 when all are. From the database: take the max.',
    labels: [],
    read: ({ database }) => (database.outbox ? [{ value: database.outbox.oldestAgeSeconds }] : []),
  },
  {
    name: 'warren_outbox_published_total',
    type: 'counter',
    help: 'Events that the broker has confirmed to this process, repeated ones included.',
    labels: [],
    read: ({ state }) => [{ value: state.relay.published }],
  },
  {
    name: 'warren_outbox_unroutable_total',
    type: 'counter',
    help: 'Those of them that no queue took.',
    labels: [],
    read: ({ state }) => [{ value: state.relay.unroutable }],
  },
  {
    name: 'warren_outbox_lost_listeners',
    type: 'gauge',
    help: 'Types of events that used to reach a queue in the time of this process and now reach none: somebody misses events.',
    labels: [],
    read: ({ state }) => [{ value: state.relay.lostListeners.length }],
  },
  {
    name: 'warren_outbox_confirm_seconds',
    type: 'histogram',
    help: 'From sending a batch to the last of its confirms. One value a batch.',
    labels: [],
    read: ({ relay }) => [{ value: relay.confirm }],
  },
  {
    name: 'warren_outbox_lag_seconds',
    type: 'histogram',
    help: 'From storing the oldest event of a batch to the last confirm of the batch. One value a batch.',
    labels: [],
    read: ({ relay }) => [{ value: relay.lag }],
  },
  {
    name: 'warren_outbox_failed_batches_total',
    type: 'counter',
    help: 'Batches that the broker did not confirm as a whole, and that were sent again.',
    labels: [],
    read: ({ relay }) => [{ value: relay.failedBatches }],
  },
  {
    name: 'warren_relay_role',
    type: 'gauge',
    help: '1 for what this process does: active (it relays), standby (another one does), waiting (it cannot for now), stopped.',
    labels: ['role'],
    read: ({ state }) => oneOf(ROLES, state.relay.role, {}, 'role'),
  },
  {
    name: 'warren_relay_open_gaps',
    type: 'gauge',
    help: 'Gaps among the positions that the active relay still asks for: transactions that have not ended.',
    labels: [],
    read: ({ state }) => [{ value: state.relay.openGaps + state.relay.parkedGaps }],
  },
];
