import type { Contract } from '../message/integration-event';

/** The consumer of what a service is asked for by others. */
export const CONTROL = 'control';

/** The consumer of requests for the keys of persons. */
export const PERSONAL_KEYS = 'personal-keys';

/** The consumer that forgets persons whom another service has forgotten. */
export const PERSONAL_DATA = 'personal-data';

/** The routing key of a request for keys of persons on the owner's control exchange. */
export const PERSONAL_KEYS_REQUESTED = 'personal-keys-requested.v1';

/** The routing key of a request for snapshots on the owner's control exchange. */
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

  /** The topic exchange on which a service is asked for something; the queue behind it is `queue('control')`. */
  controlExchange(service: string): string {
    return `${this.prefix}${service}.control`;
  }

  /**
   * The direct exchange by which others answer a service that asked for snapshots. The routing key is the projection's
   * name; no other queue of the service can be reached by it.
   */
  snapshotsExchange(service: string): string {
    return `${this.prefix}${service}.snapshots`;
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
