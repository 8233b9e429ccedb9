import type { OutgoingMessage } from '../broker/broker';
import { shortText } from '../broker/short-text';
import { CLOUD_EVENTS_JSON, encodeEnvelope } from './codec';
import type { EventEnvelope } from './envelope';

/**
 * A message for one receiver, past the outbox: a time-out for its saga, a snapshot for who asked. What is lost on the way is
 * sent again by whoever sends it.
 *
 * @param service that sends it.
 */
export function directMessage(
  { exchange, routingKey }: Pick<OutgoingMessage, 'exchange' | 'routingKey'>,
  service: string,
  envelope: EventEnvelope,
): OutgoingMessage {
  return {
    exchange,
    routingKey,
    body: Buffer.from(encodeEnvelope(envelope)),
    properties: {
      messageId: envelope.id,
      type: envelope.type,
      appId: service,
      correlationId: shortText(envelope.correlationid),
      contentType: CLOUD_EVENTS_JSON,
      timestamp: Math.floor(Date.now() / 1000),
    },
  };
}
