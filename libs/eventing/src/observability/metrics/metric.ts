import type { BrokerCounters } from '../../broker/broker';
import type { EventingState } from '../../eventing.health';
import type { ConsumerDefinition, ConsumerStatus } from '../../handlers/consumer';
import type { ConsumerTally } from '../consumer-tally';
import type { Durations } from '../durations';
import type { RelayTally } from '../relay-tally';
import type { DatabaseFigures } from './database-figures';

/** How the breaker of one consumer is doing: it pauses a consumer for which everything fails. */
export interface ObservedBreaker {
  state: string;
  pauses: number;
  failedProbes: number;
  pausedMs: number;
}

/** One consumer as metrics see it. */
export interface ObservedConsumer {
  definition: Pick<ConsumerDefinition, 'name' | 'kind'>;
  status: ConsumerStatus & { breaker?: ObservedBreaker };
  tally?: ConsumerTally;
}

/** All that a scrape looks at, as of one moment. */
export interface Observed {
  state: EventingState;
  counters: Readonly<BrokerCounters>;
  relay: Readonly<RelayTally>;
  consumers: readonly ObservedConsumer[];
  /** As of a few seconds ago; what could not be looked up is not there. */
  database: DatabaseFigures;
  /** Questions to the database that were not answered. */
  failedLooks: number;
}

/** A value of a metric, and whose it is. */
export interface Sample {
  /** Only names that the code gives: of consumers, states, contracts. Never an id, and nothing that a message says. */
  labels?: Record<string, string>;
  value: number | Durations;
}

/** A metric: what it is called, what it says, and where it comes from. docs/metrics.md is made of these. */
export interface Metric {
  /** By Prometheus' conventions: `_total` for what only grows, `_seconds` for a time. */
  name: string;
  type: 'counter' | 'gauge' | 'histogram';
  help: string;
  labels: readonly string[];
  read: (observed: Observed) => Sample[];
}

/** One sample for each of the states that there are: 1 for the one that is, 0 for the others. */
export function oneOf(
  states: readonly string[],
  is: string,
  labels: Record<string, string> = {},
  name = 'state',
): Sample[] {
  return states.map((state) => ({ labels: { ...labels, [name]: state }, value: state === is ? 1 : 0 }));
}
