import type { BrokerNames } from '../broker/names';
import type { OutgoingMessage } from '../broker/broker';
import { shortText } from '../broker/short-text';
import { CLOUD_EVENTS_JSON } from '../message/codec';
import { findContract } from '../message/integration-event';

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
        correlationId: shortText(row.correlationId),
        contentType: CLOUD_EVENTS_JSON,
        timestamp: Math.floor(row.createdAt),
      },
    };
  }

  /** As its contract says. `orders.order-placed.v1` → `order-placed.v1` for a type that this version does not know any more. */
  private routingKeyOf(type: string): string {
    const known = this.routingKeys.get(type);
    if (known !== undefined) return known;
    const routingKey = findContract(type)?.routingKey ?? type.slice(type.indexOf('.') + 1);
    this.routingKeys.set(type, routingKey);
    return routingKey;
  }
}
