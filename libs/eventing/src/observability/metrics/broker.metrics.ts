import { oneOf, type Metric } from './metric';

const STATUSES = ['connected', 'connecting', 'blocked', 'closed'];
const PROBLEMS = ['differs', 'refused'];

/** Of the connection to the broker. */
export const BROKER_METRICS: readonly Metric[] = [
  {
    name: 'warren_broker_status',
    type: 'gauge',
    help: '1 for what the connection is: connected, connecting, blocked (memory or disk alarm of the broker), closed.',
    labels: ['status'],
    read: ({ state }) => oneOf(STATUSES, state.broker.status, {}, 'status'),
  },
  {
    name: 'warren_broker_drift',
    type: 'gauge',
    help: 'Queues and exchanges that differ from their declaration, or that the broker refused to declare.',
    labels: ['problem'],
    read: ({ state }) =>
      PROBLEMS.map((problem) => ({
        labels: { problem },
        value: state.broker.drift.filter((one) => one.problem === problem).length,
      })),
  },
  {
    name: 'warren_broker_confirmed_total',
    type: 'counter',
    help: 'Messages that the broker has confirmed: events, retries, snapshots and time-outs alike.',
    labels: [],
    read: ({ counters }) => [{ value: counters.confirmed }],
  },
  {
    name: 'warren_broker_unroutable_total',
    type: 'counter',
    help: 'Those of them that no queue took.',
    labels: [],
    read: ({ counters }) => [{ value: counters.unroutable }],
  },
  {
    name: 'warren_broker_delivered_total',
    type: 'counter',
    help: 'Messages that the broker has handed to consumers of this process, redelivered ones included.',
    labels: [],
    read: ({ counters }) => [{ value: counters.delivered }],
  },
  {
    name: 'warren_broker_stale_acks_total',
    type: 'counter',
    help: 'Acks that came too late, for their channel was gone: the message came again, and was a duplicate.',
    labels: [],
    read: ({ counters }) => [{ value: counters.staleAcks }],
  },
  {
    name: 'warren_broker_held_redeliveries_total',
    type: 'counter',
    help: 'Redeliveries that waited for the first handler of the same message, which was still running.',
    labels: [],
    read: ({ counters }) => [{ value: counters.heldRedeliveries }],
  },
  {
    name: 'warren_broker_resumed_consumers_total',
    type: 'counter',
    help: 'Consumers that had to start anew: connection or channel lost, queue deleted, paused, or found silent.',
    labels: [],
    read: ({ counters }) => [{ value: counters.resumedConsumers }],
  },
];
