import type { EventEnvelope } from '../message/envelope';

/** What a fold may want to know of an event beside its payload. All of it comes from the envelope. */
export interface EventMeta {
  /** The event's id. */
  id: string;
  /** The CloudEvents type: `orders.order-placed.v1`. */
  type: string;
  /** When it was published: RFC 3339, UTC. Text, so that it is the same in a row as in a json column. */
  time: string;
  /** The how-manieth event of its aggregate it is: 1, 2, 3, … */
  sequence: number;
  /** The id of the aggregate it happened to. */
  subject: string;
  /** The publishing service: `/orders`. */
  source: string;
  /** `<aggregate>/<subject>`. */
  partitionKey: string;
  /** The same for everything that one request set off. */
  correlationId: string;
  /** The id of the event whose handler published this one; absent when a request did. */
  causationId: string | undefined;
}

/** The same as folds and keys see it. */
export function metaOf(envelope: EventEnvelope, sequence: number): EventMeta {
  return {
    id: envelope.id,
    type: envelope.type,
    time: envelope.time,
    sequence,
    subject: envelope.subject,
    source: envelope.source,
    partitionKey: envelope.partitionkey,
    correlationId: envelope.correlationid,
    causationId: envelope.causationid,
  };
}
