import { v7 as uuidv7 } from 'uuid';
import type { IncomingMessage } from '../../../src/broker/broker';
import type { EventEnvelope } from '../../../src/message/envelope';
import { contractOf, type Contract } from '../../../src/message/integration-event';

/** An event as it travels, from nothing but its payload and its sequence. */
export function envelopeOf(
  event: object,
  sequence: number,
  changes: Partial<EventEnvelope> = {},
): EventEnvelope {
  const contract = contractOf(event.constructor as new (...args: never[]) => object) as Contract;
  const id = uuidv7();
  const subject = contract.subject(event);
  return {
    specversion: '1.0',
    id,
    source: `/${contract.service}`,
    type: contract.cloudEventType,
    subject,
    time: new Date(Date.UTC(2030, 0, 1) + sequence * 1000).toISOString(),
    datacontenttype: 'application/json',
    data: event,
    correlationid: id,
    partitionkey: `${contract.aggregate}/${subject}`,
    sequence,
    ...changes,
  };
}

/** As a broker hands it out; acks go nowhere unless given. */
export function messageOf(
  envelope: EventEnvelope | Buffer,
  changes: Partial<IncomingMessage> = {},
): IncomingMessage {
  const isRaw = Buffer.isBuffer(envelope);
  const body = isRaw ? envelope : Buffer.from(JSON.stringify(envelope));
  const properties = isRaw ? {} : { messageId: envelope.id, type: envelope.type };
  return {
    queue: 'any',
    exchange: 'depot.events',
    routingKey: isRaw ? 'any' : envelope.type.replace(/^[^.]*\./, ''),
    body,
    properties,
    redelivered: false,
    deliveryCount: 0,
    ack: () => true,
    ackUpTo: () => true,
    ...changes,
  };
}
