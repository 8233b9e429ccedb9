import type { Drift } from './broker';

/** What somebody saw who looked at a broker. */
export interface BrokerSight {
  version: string;
  /** Of a cluster, the nodes that did not let us in. */
  away: AwayNode[];
  /** Why it takes no messages just now (memory, disk); undefined while it does. */
  alarm: string | undefined;
  /** The queues that exist, of those that were looked for. */
  queues: SeenQueue[];
  /** The names of exchanges and queues that do not. */
  missing: string[];
  drifts: Drift[];
}

export interface SeenQueue {
  name: string;
  /** Messages that wait in it. */
  ready: number;
  consumers: number;
}

export interface AwayNode {
  host: string;
  error: unknown;
}
