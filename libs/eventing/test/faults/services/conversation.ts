import type { EventingState } from '../../../src';
import type { BrokerCounters } from '../../../src/broker/broker';

/** What a child process can be asked, and what it answers. */
export interface Questions {
  /** How its eventing is doing. */
  state: EventingState;
  /** What passed between it and the broker since it started. */
  traffic: BrokerCounters;
  /** How its writers fared until now. */
  counts: LoadCounts;
  /** Stops its writers; answers when none has a transaction open. */
  quiet: LoadCounts;
}

export interface LoadCounts {
  committed: number;
  rolledBack: number;
  failed: number;
}

export interface Asked {
  id: number;
  question: keyof Questions;
}

/** The first report says that it takes requests. */
export type Report = { listening: number } | { id: number; answer: unknown } | { id: number; error: string };
