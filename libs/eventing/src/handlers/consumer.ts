import type { ConsumerTally } from '../observability/consumer-tally';
import type { LagSummary } from '../projections/progress/lag-window';
import type { HeldSummary } from '../projections/streams/held-watch';
import type { BreakerStatus } from './breaker/breaker-status';

/** What the topology needs to know of a handler, a projection or a saga. */
export interface ConsumerDefinition {
  /** In kebab case, unique in its service; also the last part of its queue's name: `reserve-stock-when-order-placed`. */
  name: string;
  kind: 'handler' | 'projection' | 'saga' | 'control' | 'keys' | 'dead-letters';
  /** What it is bound to: a publishing service and a topic pattern on its exchange. */
  subscriptions: { service: string; routingKey: string }[];
  /** It asks other services for snapshots, which come over an exchange of their own. Default false. */
  takesSnapshots?: boolean;
  /** The delays after which a failed message is tried again, as durations: `['1s', '10s']`. */
  retryDelays: string[];
}

/** A running handler, projection or saga. */
export interface Consumer {
  readonly definition: ConsumerDefinition;
  /** What it has done since the process started; not of those that take no events (control, dead letters). */
  readonly tally?: ConsumerTally;
  /** Begins to take messages; returns at once. */
  start(): void;
  /** Stops taking messages. */
  cancel(): Promise<void>;
  /** Resolves when every message that was taken has been settled. */
  drain(): Promise<void>;
  /** Lets go of its channel; what is unsettled goes back to the broker. */
  close(): Promise<void>;
  status(): ConsumerStatus;
}

/** `waiting`: it would take messages but cannot just now; `detail` says why. */
export interface ConsumerStatus {
  state: 'consuming' | 'waiting' | 'stopped';
  inFlight: number;
  detail?: string;
  /** Of a projection that has applied something lately: how far its read model is behind. */
  lag?: LagSummary;
  /** Of a projection that holds events for want of an earlier one. As of a few seconds ago. */
  held?: HeldSummary;
  /** Of a handler, a projection or a saga, unless it was set up without. */
  breaker?: BreakerStatus;
}

/** Finds the consumers that the application's providers declare. Asked once, after every provider has been created. */
export interface ConsumerSource {
  consumers(): Consumer[];
}
