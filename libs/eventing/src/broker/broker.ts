import type { BindingDeclaration, Topology } from './topology';

/** Everything the library asks of a message broker. Two implementations pass the same contract suite. */
export interface Broker {
  /** Begins connecting and returns at once; the broker may be down, then it goes on trying in the background. */
  start(): void;
  /**
   * Makes exchanges, queues and bindings exist. What exists with other arguments is left alone and returned as drift, and so is what the broker refuses.
   * Waits for a connection; rejects when it is lost meanwhile.
   */
  declare(topology: Topology): Promise<Drift[]>;
  /**
   * Takes a binding away; one that is not there is as good.
   *
   * @throws BrokerUnavailableError when there is no connection, BrokerRefusedError when the right is missing.
   */
  unbind(binding: BindingDeclaration): Promise<void>;
  /**
   * How many messages are ready in a queue; undefined when there is no such queue.
   *
   * @throws BrokerUnavailableError when there is no connection.
   */
  lengthOf(queue: string): Promise<number | undefined>;
  /**
   * Leaves these queues alone, until it is called again without them: takes nothing from them (what was handed out can
   * still be settled), does not declare or bind them, and publishes nothing to them by name.
   */
  setAside(queues: ReadonlySet<string>): void;
  /**
   * Publishes and waits for the broker's confirm. Nothing is buffered: without a connection it rejects at once.
   *
   * It may be called again without waiting: messages arrive in the order of the calls. When one is rejected, later ones
   * may have arrived nevertheless. Whoever needs more than that gives an `obstacle`: it is asked right before the message
   * goes out, which may be long after the call, and when it returns an error nothing goes out and that error is thrown.
   * A rejection is told before any further message goes out, so the obstacle can depend on it. It must not throw.
   *
   * @throws BrokerUnavailableError when the queue that is named is set aside, when the connection is absent, blocked, or lost before the confirm, when the confirm
   * does not come, or says that a queue could not take the message. It may or may not have arrived: publish it again.
   * @throws BrokerRefusedError when trying again alone does not help: the exchange does not exist, or the message cannot
   * be put into bytes. It has not arrived.
   */
  publish(message: OutgoingMessage, obstacle?: Obstacle): Promise<PublishOutcome>;
  /**
   * Sends a question and waits for its answer: what somebody publishes to the exchange `answersBy` with the `replyTo` of the question
   * for its routing key, and its correlation id. The broker writes neither to its disk: a question that nobody takes in time is gone,
   * and answers wait, if at all, in a queue that only this process may read and that vanishes with its connection.
   *
   * @param answersBy a direct exchange of this service, which it has declared; the same for all questions.
   * @returns undefined when there is no answer in time, or nobody to ask.
   * @throws BrokerUnavailableError when there is no connection, or it is lost meanwhile. BrokerRefusedError when there is no such
   * exchange, or the right to it is missing.
   */
  ask(question: OutgoingMessage, answersBy: string, withinMs: number): Promise<Buffer | undefined>;
  /**
   * Starts consuming and goes on through lost connections, channel errors and deleted queues until it is stopped.
   * `deliver` is called once for each message, in the asynchronous context of this call, and must not throw.
   */
  consume(options: ConsumeOptions, deliver: (message: IncomingMessage) => void): Subscription;
  /** `connected`: it can publish, declare and consume. */
  status(): BrokerStatus;
  /** Calls back on every change of status; returns the way to stop it. */
  onStatus(listener: (status: BrokerStatus) => void): () => void;
  /** What was found to differ from its declaration when it was last declared; things come and go while a service runs. */
  drift(): readonly Drift[];
  /** What has happened since the start, for metrics. */
  counters(): Readonly<BrokerCounters>;
  /** Closes consumers and connections, within a time limit of its own. */
  close(): Promise<void>;
}

export const BROKER = Symbol('warren:broker');

/** `blocked`: the broker is there but takes no messages for now (memory or disk alarm). */
export type BrokerStatus = 'connected' | 'connecting' | 'blocked' | 'closed';

/** `unroutable`: it was confirmed, but no queue is bound that would take it. */
export type PublishOutcome = 'routed' | 'unroutable';

/** Why a message that waits for its turn should not go out any more; undefined while it should. */
export type Obstacle = () => Error | undefined;

export interface BrokerCounters {
  /** Messages that the broker confirmed, and those of them that no queue took. */
  confirmed: number;
  unroutable: number;
  /** Messages handed to consumers. */
  delivered: number;
  /** Acks that came too late: their channel was gone, and the message was on its way back. */
  staleAcks: number;
  /** Redeliveries that waited for the first handler of the same message, which was still running. */
  heldRedeliveries: number;
  /** Consumers that had to start anew: connection or channel lost, queue deleted, paused, or found silent by the watchdog. */
  resumedConsumers: number;
}

/** Something on the broker is not as it was declared. */
export interface Drift {
  /**
   * `differs`: it exists with other settings, and is used as it is. `refused`: the broker does not let this service
   * declare it (a right is missing, say); whether it exists is not known. `missing`: it is another service's, which has not
   * declared it yet, and this one may not.
   */
  problem: 'differs' | 'refused' | 'missing';
  kind: 'exchange' | 'queue';
  name: string;
  /** What differs, or why it was refused, in the broker's own words. */
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
  /** Of a question: where its answer is awaited. */
  replyTo?: string;
  contentType?: string;
  /** Seconds since 1970. */
  timestamp?: number;
  /**
   * On arrival: the broker's user who published it, which the broker itself has checked; absent when nobody said so. To
   * publish it is left out: the client says who it is. Given, the message is passed on for that user (`''`: for nobody known),
   * as a copy that goes into a retry queue is.
   */
  userId?: string;
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
  /**
   * Settles it and everything that the same subscription handed out before it; otherwise as `ack`. What came before the
   * connection was lost and made anew is covered, and comes not again.
   */
  ackUpTo(): boolean;
}

export interface ConsumeOptions {
  queue: string;
  /**
   * How many unsettled messages the broker may hand out. A subscription starts at 1 until a first message that was not a
   * redelivery is settled: then a message that kills its process takes no innocent ones with it, again and again, to the
   * delivery limit. It does so again after a pause, and when connections are lost with nothing settled in between. It is not a limit for the work at the same time: after a lost connection as many may come anew while
   * the handlers of the old ones are still running.
   */
  prefetch: number;
}

/** `one-by-one`: the next message comes when the one before has been settled. */
export type Pace = 'full' | 'one-by-one';

export interface Subscription {
  /** `waiting`: it is paused, or cannot consume just now (no connection, no queue) and goes on trying. */
  status(): 'consuming' | 'waiting' | 'stopped';
  /**
   * Takes no more until `resume`; until it takes effect some may still come. What was handed out can still be settled.
   * Should the connection be lost meanwhile, it goes back to its queue once, and is not taken again before `resume`.
   */
  pause(): void;
  /**
   * Takes messages again, at first one as after the start; `one-by-one` keeps it at one until `resume('full')`.
   * Default `full`.
   */
  resume(pace?: Pace): void;
  /** Stops taking messages: until it resolves some may still come. What was handed out can still be settled. */
  cancel(): Promise<void>;
  /**
   * After `cancel` and draining: makes sure that written acks have arrived, then lets go; what is unsettled goes back to
   * its queue. Neither this nor `cancel` ever rejects or waits without limit.
   */
  close(): Promise<void>;
}
