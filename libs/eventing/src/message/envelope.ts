/**
 * An integration event as it travels: CloudEvents 1.0 in structured JSON mode, with the extension attributes that make
 * tracing, partitioning and ordering possible. Attribute names are lower case because CloudEvents asks for it.
 */
export interface EventEnvelope<T = unknown> {
  specversion: '1.0';
  /** UUIDv7 where this library wrote it; a foreign producer may use any text that is unique for its source. */
  id: string;
  /** The publishing service: `/orders`. */
  source: string;
  /** `<service>.<event>.v<n>`. */
  type: string;
  /** The id of the aggregate that the event is about. */
  subject: string;
  /** When it was published: RFC 3339, UTC. */
  time: string;
  datacontenttype: 'application/json';
  dataschema?: string;
  data: T;
  /** The same for everything that one request set off. */
  correlationid: string;
  /** The id of the event whose handler published this one; absent when a request did. */
  causationid?: string;
  /** `<aggregate>/<subject>`: events with the same key stay in order. */
  partitionkey: string;
  /** The how-manieth event of this partition key it is: 1, 2, 3, … without holes. Absent from producers that do not count. */
  sequence?: number;
  /**
   * Marks what answers a request for snapshots. `state`: the aggregate as it is after the event with this sequence (absent:
   * none was published yet). `complete`: that was all. The request is the causation.
   */
  snapshot?: 'state' | 'complete';
  /** Of a `state`: which of the answer it is, from 1. Of `complete`: how many there are. */
  snapshotnumber?: number;
  /** W3C trace context. */
  traceparent?: string;
  /** What tracing systems have added to it. */
  tracestate?: string;
}

/**
 * The stream that an event belongs to: all events of one aggregate of one service, numbered by `sequence`.
 *
 * @example streamOf(envelope) // "/orders/order/0190c5d2-…"
 */
export function streamOf(envelope: Pick<EventEnvelope, 'source' | 'partitionkey'>): string {
  return `${envelope.source}/${envelope.partitionkey}`;
}
