import type { Metric } from './metric';

/** Of sagas, and of what is to happen at a time. */
export const SAGA_METRICS: readonly Metric[] = [
  {
    name: 'warren_saga_active',
    type: 'gauge',
    help: 'Sagas that have been started and not completed. From the database: take the max.',
    labels: ['saga'],
    read: ({ state }) => state.sagas.map(({ name, active }) => ({ labels: { saga: name }, value: active })),
  },
  {
    name: 'warren_saga_oldest_age_seconds',
    type: 'gauge',
    help: 'For how long the oldest of them has been running; 0 when there is none. From the database: take the max.',
    labels: ['saga'],
    read: ({ state }) =>
      state.sagas.map(({ name, oldestStartedAt }) => ({
        labels: { saga: name },
        value: oldestStartedAt ? Math.max(0, (Date.now() - oldestStartedAt.getTime()) / 1_000) : 0,
      })),
  },
  {
    name: 'warren_saga_overdue_timeouts',
    type: 'gauge',
    help: 'Time-outs that have been due for a minute and are not handled. From the database: take the max.',
    labels: ['saga'],
    read: ({ state }) =>
      state.sagas.map(({ name, overdueTimeouts }) => ({ labels: { saga: name }, value: overdueTimeouts })),
  },
  {
    name: 'warren_scheduled_overdue_events',
    type: 'gauge',
    help: 'Scheduled events that have been due for a minute and are not published. Counted up to 10 000. From the database: take the max.',
    labels: [],
    read: ({ database }) => (database.scheduled ? [{ value: database.scheduled.overdue }] : []),
  },
  {
    name: 'warren_scheduling_troubles',
    type: 'gauge',
    help: 'What keeps scheduled events and time-outs from going out, or is overdue; /health/ready says what, in words.',
    labels: [],
    read: ({ state }) => [{ value: state.scheduling.troubles.length }],
  },
];
