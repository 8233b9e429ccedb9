import { oneOf, type Metric, type ObservedBreaker, type ObservedConsumer, type Sample } from './metric';

const LABELS = ['consumer', 'kind'];
const STATES = ['closed', 'open', 'half-open'];
const KINDS = ['handler', 'saga', 'projection'];
/** What was set up without a breaker never pauses. */
const WITHOUT: ObservedBreaker = { state: 'closed', pauses: 0, failedProbes: 0, pausedMs: 0 };

/** Of the breakers, which pause a consumer for which everything fails. Each process has its own. */
export const BREAKER_METRICS: readonly Metric[] = [
  {
    name: 'warren_breaker_state',
    type: 'gauge',
    help: '1 for what the breaker of the consumer is: closed (all is well), open (it pauses the consumer), half-open (it tries whether it works again).',
    labels: [...LABELS, 'state'],
    read: ({ consumers }) => each(consumers, (labels, { state }) => oneOf(STATES, state, labels)),
  },
  {
    name: 'warren_breaker_pauses_total',
    type: 'counter',
    help: 'Times it has begun to pause the consumer; what a failed look prolongs is the same pause.',
    labels: LABELS,
    read: ({ consumers }) => each(consumers, (labels, { pauses }) => [{ labels, value: pauses }]),
  },
  {
    name: 'warren_breaker_failed_probes_total',
    type: 'counter',
    help: 'Looks whether it works again that showed that it does not.',
    labels: LABELS,
    read: ({ consumers }) => each(consumers, (labels, { failedProbes }) => [{ labels, value: failedProbes }]),
  },
  {
    name: 'warren_breaker_paused_seconds_total',
    type: 'counter',
    help: 'For how long it has paused the consumer altogether.',
    labels: LABELS,
    read: ({ consumers }) => each(consumers, (labels, { pausedMs }) => [{ labels, value: pausedMs / 1_000 }]),
  },
];

function each(
  consumers: readonly ObservedConsumer[],
  samples: (labels: Record<string, string>, breaker: ObservedBreaker) => Sample[],
): Sample[] {
  return consumers
    .filter(({ definition }) => KINDS.includes(definition.kind))
    .flatMap(({ definition: { name, kind }, status }) =>
      samples({ consumer: name, kind }, status.breaker ?? WITHOUT),
    );
}
