import type { Topology } from './topology';

/** Everything the library asks of a message broker. Two implementations pass the same contract suite. */
export interface Broker {
  /** Begins connecting and returns at once; the broker may be down, then it goes on trying in the background. */
  start(): void;
  /**
   * Makes exchanges, queues and bindings exist. What exists with other arguments is left alone and returned as drift.
   * Waits for a connection; rejects when it is lost meanwhile.
   */
  declare(topology: Topology): Promise<Drift[]>;
  /**
   * Publishes and waits for the broker's confirm. Nothing is buffered: without a connection it rejects at once.
   *
   * @throws BrokerUnavailableError when the connection is absent or is lost before the confirm (the message may or may
   * not have arrived: publish it again), or when the broker refuses it.
   */
  publish(message: OutgoingMessage): Promise<PublishOutcome>;
  /** Starts consuming and goes on through lost connections, channel errors and deleted queues until it is stopped. */
  consume(options: ConsumeOptions, deliver: (message: IncomingMessage) => void): Subscription;
  status(): BrokerStatus;
  /** Calls back on every change of status; returns the way to stop it. */
  onStatus(listener: (status: BrokerStatus) => void): () => void;
  /** Closes consumers and connections, within a time limit of its own. */
  close(): Promise<void>;
}

export const BROKER = Symbol('warren:broker');

/** `blocked`: the broker is there but takes no messages for now (memory or disk alarm). */
export type BrokerStatus = 'connected' | 'connecting' | 'blocked' | 'closed';

/** `unroutable`: it was confirmed, but no queue is bound that would take it. */
export type PublishOutcome = 'routed' | 'unroutable';

/** Something on the broker differs from what was declared. */
export interface Drift {
  kind: 'exchange' | 'queue';
  name: string;
  /** What differs, in the broker's own words. */
  detail: string;
}

export interface OutgoingMessage {
  /** Empty for the default exchange, which takes the routing key for a queue's name. */
  exchange: string;
  routingKey: string;
  body: Buffer;
  properties: MessageProperties;
}

export interface MessageProperties {
  messageId?: string;
  type?: string;
  appId?: string;
  correlationId?: string;
  contentType?: string;
  /** Seconds since 1970. */
  timestamp?: number;
  headers?: Record<string, unknown>;
}

export interface IncomingMessage extends OutgoingMessage {
  queue: string;
  /** The broker has handed this message out before. */
  redelivered: boolean;
  /** How often it was handed out before without being settled (`x-delivery-count`). */
  deliveryCount: number;
  /**
   * Settles it: the broker may forget it. Never throws: on a channel that is gone it does nothing, and the message comes
   * back. Returns whether the ack was written.
   */
  ack(): boolean;
  /** Settles it and everything delivered before it on the same subscription; otherwise as `ack`. */
  ackUpTo(): boolean;
}

export interface ConsumeOptions {
  queue: string;
  /** How many unsettled messages the broker may hand out. A process starts at 1 until a first message was settled. */
  prefetch: number;
}

export interface Subscription {
  /** `waiting`: it cannot consume just now (no connection, no queue) and goes on trying. */
  status(): 'consuming' | 'waiting' | 'stopped';
  /** Stops taking messages; what was handed out can still be settled. */
  cancel(): Promise<void>;
  /** After `cancel` and draining: makes sure that written acks have arrived, then closes the channel. */
  close(): Promise<void>;
}
