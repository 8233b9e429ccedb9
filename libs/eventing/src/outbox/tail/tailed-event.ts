import type { EventEnvelope } from '../../message/envelope';
import { findContract } from '../../message/integration-event';
import type { OutboxRow } from '../outbox-row';

/** An event of the outbox, for people to look at. */
export interface TailedEvent {
  position: number;
  id: string;
  type: string;
  /** The id of the aggregate. */
  subject: string;
  /** `<aggregate>/<subject>`, and the how-manieth event of it this is. */
  partitionKey: string;
  sequence: number | null;
  time: string;
  correlationId: string;
  causationId: string | null;
  /** Its data is not for everybody, and never shown. So is that of an event whose contract this version does not know. */
  confidential: boolean;
  /** Only where it was asked for. */
  data?: unknown;
}

/** Which events are wanted; what is absent leaves all of them. */
export interface TailFilter {
  /** `orders.order-placed.v1`, or without version, or without service. One of them must match. */
  types?: readonly string[];
  /** An aggregate's id, or its partition key (`order/0190c5d2-…`). */
  aggregate?: string;
  correlationId?: string;
}

/** @param withData whether the data is shown, where it is not confidential */
export function tailedEvent(row: OutboxRow, withData: boolean): TailedEvent {
  const envelope = JSON.parse(row.body) as EventEnvelope;
  const contract = findContract(row.type);
  const confidential = contract === undefined || contract.confidential === true;
  return {
    ...{ position: row.position, id: envelope.id, type: envelope.type, subject: envelope.subject },
    ...{ partitionKey: envelope.partitionkey, sequence: envelope.sequence ?? null, time: envelope.time },
    ...{ correlationId: envelope.correlationid, causationId: envelope.causationid ?? null, confidential },
    ...(withData && !confidential && { data: envelope.data }),
  };
}

export function isWanted(event: TailedEvent, { types = [], aggregate, correlationId }: TailFilter): boolean {
  return (
    (types.length === 0 || types.some((type) => isOfType(event.type, type))) &&
    (aggregate === undefined || [event.subject, event.partitionKey].includes(aggregate)) &&
    (correlationId === undefined || event.correlationId === correlationId)
  );
}

/** As people name it: with or without the version, with or without the service. */
function isOfType(type: string, named: string): boolean {
  const unversioned = type.replace(/\.v\d+$/, '');
  return [type, unversioned].some((name) => name === named || name.slice(name.indexOf('.') + 1) === named);
}
