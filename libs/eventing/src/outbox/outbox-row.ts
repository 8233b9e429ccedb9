import type { BrokerNames } from '../broker/names';
import type { OutgoingMessage } from '../broker/broker';
import { CLOUD_EVENTS_JSON } from '../message/codec';

/** What a stored event needs to travel. */
export interface OutboxRow {
  position: number;
  eventId: string;
  type: string;
  correlationId: string | null;
  /** Seconds since 1970. */
  createdAt: number;
  /** The complete CloudEvents JSON; it goes out as it is. */
  body: string;
}

/** AMQP has one byte for the length of a short text. */
const LONGEST_PROPERTY = 255;

/** Turns the rows of one service's outbox into messages for its exchange. */
export class Addressing {
  private readonly routingKeys = new Map<string, string>();
  private readonly exchange: string;

  constructor(private readonly names: BrokerNames) {
    this.exchange = names.eventsExchange(names.service);
  }

  messageOf(row: OutboxRow): OutgoingMessage {
    return {
      exchange: this.exchange,
      routingKey: this.routingKeyOf(row.type),
      body: Buffer.from(row.body),
      properties: {
        messageId: row.eventId,
        type: row.type,
        appId: this.names.service,
        correlationId: fits(row.correlationId) ? row.correlationId : undefined,
        contentType: CLOUD_EVENTS_JSON,
        timestamp: Math.floor(row.createdAt),
      },
    };
  }

  /** `orders.order-placed.v1` → `order-placed.v1` */
  private routingKeyOf(type: string): string {
    const known = this.routingKeys.get(type);
    if (known !== undefined) return known;
    const routingKey = type.slice(type.indexOf('.') + 1);
    this.routingKeys.set(type, routingKey);
    return routingKey;
  }
}

/** A caller chooses its correlation id; one that is too long for the property stays in the body alone. */
function fits(text: string | null): text is string {
  return text !== null && Buffer.byteLength(text) <= LONGEST_PROPERTY;
}
