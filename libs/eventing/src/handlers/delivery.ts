import type { EventEnvelope } from '../message/envelope';

/** What a handler may want to know beside the event itself. */
export interface Delivery {
  /** The envelope as it arrived: id, time, correlation, partition key, sequence. */
  envelope: EventEnvelope;
  /** The handler that is running. */
  consumer: string;
  /** 1 the first time this message is tried, 2 the second, immediate and delayed tries counted alike. */
  attempt: number;
}
