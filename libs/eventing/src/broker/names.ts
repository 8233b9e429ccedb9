import type { Contract } from '../message/integration-event';

/** The consumer of what a service is asked for by others. */
export const CONTROL = 'control';

/** The consumer of requests for the keys of persons. */
export const PERSONAL_KEYS = 'personal-keys';

/** The consumer that forgets persons whom another service has forgotten. */
export const PERSONAL_DATA = 'personal-data';

/** The routing key of a request for keys of persons on the owner's exchange for requests. */
export const PERSONAL_KEYS_REQUESTED = 'personal-keys-requested.v1';

/**
 * No consumer may have one of these names: others have a right to the exchange that is called so, and would have it to the
 * consumer's queue.
 */
export const EXCHANGES_OF_OTHERS: readonly string[] = [
  'answers',
  'events',
  'replays',
  'requests',
  'snapshots',
];

/** The routing key of a request for snapshots on the owner's exchange for requests. */
export const SNAPSHOT_REQUESTED = 'snapshot-requested.v1';

/**
 * Every name this library uses on the broker, in one place. With a namespace (`t1`) all of them are prefixed
 * (`t1.orders.events`), so that several runs can share a broker.
 */
export class BrokerNames {
  private readonly prefix: string;

  constructor(
    readonly service: string,
    namespace?: string,
  ) {
    this.prefix = namespace ? `${namespace}.` : '';
  }

  /** The topic exchange on which a service publishes its events. */
  eventsExchange(service: string): string {
    return `${this.prefix}${service}.events`;
  }

  /** Where an event of this contract is published. */
  addressOf(contract: Pick<Contract, 'service' | 'routingKey'>): { exchange: string; routingKey: string } {
    return { exchange: this.eventsExchange(contract.service), routingKey: contract.routingKey };
  }

  /**
   * The topic exchange on which a service is asked for something; the queues behind it are `queue('control')` and
   * `queue('personal-keys')`. Exchange and queue have different names, for the broker's rights do not tell exchanges from queues: who may write to one could bind the other.
   */
  requestsExchange(service: string): string {
    return `${this.prefix}${service}.requests`;
  }

  /**
   * The direct exchange by which others answer a service that asked for snapshots. The routing key is the projection's
   * name; no other queue of the service can be reached by it.
   */
  snapshotsExchange(service: string): string {
    return `${this.prefix}${service}.snapshots`;
  }

  /**
   * The direct exchange by which others answer a process of a service that asked for keys of persons. The routing key is the
   * name of a queue that only this process has, and only while it runs.
   */
  answersExchange(service: string): string {
    return `${this.prefix}${service}.answers`;
  }

  /**
   * The direct exchange by which this service reaches one of its own queues, the routing key being the queue's name: what is
   * handed back, time-outs, dead letters that go round again. Nobody else may write to it, nor to the default exchange, by
   * which every queue of everybody could be reached.
   */
  get direct(): string {
    return `${this.prefix}${this.service}.direct`;
  }

  /**
   * The direct exchange by which messages come home from the rooms in which they wait for their next try; the routing key is the
   * name of their queue. What finds no queue goes to the dead letters: with nowhere to go it would block the room.
   */
  get homecoming(): string {
    return `${this.prefix}${this.service}.homecoming`;
  }

  /**
   * The exchange by which a service sends events of its outbox once more to a single queue, its own or another's; the
   * routing key is the queue's name. Every queue that takes events of the service is bound to it. A topic exchange, for the broker
   * asks for rights by routing key at such only: nobody may listen in on what is sent to another.
   */
  replaysExchange(service: string): string {
    return `${this.prefix}${service}.replays`;
  }

  /** The name by which the broker knows a service, where each has a user of its own. */
  user(service: string): string {
    return `${this.prefix}${service}`;
  }

  /** A queue of any service by its name without the namespace; with it as well. */
  full(queue: string): string {
    return queue.startsWith(this.prefix) ? queue : `${this.prefix}${queue}`;
  }

  /** The queue of one of this service's handlers or projections. */
  queue(consumer: string): string {
    return `${this.prefix}${this.service}.${consumer}`;
  }

  /** The exchange, and the queue behind it, in which a message waits before it is tried again. */
  retry(delay: string): string {
    return `${this.prefix}${this.service}.retry.${delay}`;
  }

  /** The exchange, and the queue behind it, for messages that the broker gave up on. */
  get deadLetters(): string {
    return `${this.prefix}${this.service}.dead-letters`;
  }
}
