import type { BindingDeclaration, Topology } from './topology';
import type { Drift } from './broker';

/**
 * What people do to a broker, beside what a service does all day: look at it without changing it, and rebuild it. It has a
 * connection of its own, and nothing of what it does is repeated by itself.
 */
export interface BrokerAdmin {
  /** @throws BrokerUnavailableError when the broker does not answer in time. */
  open(): Promise<void>;
  close(): Promise<void>;
  /** Undefined when there is no such queue. */
  look(queue: string): Promise<QueueSight | undefined>;
  /** What of these exchanges and queues does not exist, and what exists with other settings. Changes nothing. */
  compare(topology: Pick<Topology, 'exchanges' | 'queues'>): Promise<Comparison>;
  /** Makes everything exist; what exists with other settings is left alone and returned. */
  declare(topology: Topology): Promise<Drift[]>;
  unbind(binding: BindingDeclaration): Promise<void>;
  /**
   * Moves what is in a queue to an exchange, in order, until it is empty; each message keeps its routing key and its
   * properties, and leaves the queue once the broker has confirmed the copy. Who is killed in between leaves some in both.
   *
   * @param withDeaths keep what the broker wrote into the headers about earlier deaths; see `withoutDeathHeaders`.
   * @returns how many were moved.
   * @throws BrokerRefusedError when no queue takes a copy; the message stays where it was.
   */
  move(queue: string, exchange: string, withDeaths: boolean): Promise<number>;
  /** Takes messages of these queues and keeps them from going on, until they are let go: then all are back. */
  holdBack(queues: readonly string[]): Promise<HeldBack>;
  /** Deletes it with all that is in it. @returns how many messages went with it. */
  deleteQueue(queue: string): Promise<number>;
  deleteExchange(exchange: string): Promise<void>;
}

/**
 * What the broker says about a queue. On a quorum queue `consumers` also counts who has stopped consuming and still has
 * messages to settle: with none, nothing is in anybody's hands.
 */
export interface QueueSight {
  ready: number;
  consumers: number;
}

export interface Comparison {
  missing: { kind: Drift['kind']; name: string }[];
  drifts: (Drift & { differences: Difference[] })[];
}

/** An argument of a queue that is not as it is declared; undefined where it is not set. */
export interface Difference {
  argument: string;
  declared: string | number | undefined;
  live: string | number | undefined;
}

export interface HeldBack {
  /** Nothing has got past it, and there is room for more. */
  isTight(): boolean;
  letGo(): Promise<void>;
}
