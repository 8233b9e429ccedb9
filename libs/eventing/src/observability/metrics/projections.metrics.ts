import type { Metric, Observed, Sample } from './metric';

const HELD = ' Counted up to 10 000. From the database: take the max.';
const STATES = ['wanted', 'asked', 'receiving', 'complete'];

/** Of projections alone, and of the copies they keep of other services' aggregates. */
export const PROJECTION_METRICS: readonly Metric[] = [
  {
    name: 'warren_projection_held_events',
    type: 'gauge',
    help: `Events that are held for want of an earlier one of their aggregate.${HELD}`,
    labels: ['consumer'],
    read: (observed) => held(observed, ({ held: summary }) => summary?.events ?? 0),
  },
  {
    name: 'warren_projection_held_aggregates',
    type: 'gauge',
    help: `Aggregates that they belong to.${HELD}`,
    labels: ['consumer'],
    read: (observed) => held(observed, ({ held: summary }) => summary?.streams ?? 0),
  },
  {
    name: 'warren_projection_held_oldest_age_seconds',
    type: 'gauge',
    help: 'For how long the one that has waited longest has been held; 0 when none is. From the database: take the max.',
    labels: ['consumer'],
    read: (observed) =>
      held(observed, ({ held: summary }) =>
        summary ? Math.max(0, (Date.now() - summary.oldest.getTime()) / 1_000) : 0,
      ),
  },
  {
    name: 'warren_snapshot_state',
    type: 'gauge',
    help:
      "1 for how the copy is that a projection keeps of another service's aggregates: wanted (not asked for yet), asked, receiving, complete. " +
      'From the database: take the max.',
    labels: ['consumer', 'snapshot', 'state'],
    read: ({ state }) =>
      state.snapshots.each.flatMap(({ projection, snapshot, state: is }) =>
        STATES.map((one) => ({
          labels: { consumer: projection, snapshot, state: one },
          value: one === is ? 1 : 0,
        })),
      ),
  },
  {
    name: 'warren_snapshot_received_aggregates',
    type: 'gauge',
    help: 'How many aggregates have come with the present answer, or came with the last one. From the database: take the max.',
    labels: ['consumer', 'snapshot'],
    read: ({ state }) =>
      state.snapshots.each.map(({ projection, snapshot, received }) => ({
        labels: { consumer: projection, snapshot },
        value: received,
      })),
  },
];

type Status = Observed['consumers'][number]['status'];

function held({ consumers }: Observed, value: (status: Status) => number): Sample[] {
  return consumers
    .filter(({ definition }) => definition.kind === 'projection')
    .map(({ definition, status }) => ({ labels: { consumer: definition.name }, value: value(status) }));
}
