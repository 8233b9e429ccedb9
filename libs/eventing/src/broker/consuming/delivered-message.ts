import type { IncomingMessage, MessageProperties } from '../broker';

/** Whoever can settle a message: the link it came on, never another. */
export interface Settler {
  ack(message: DeliveredMessage): boolean;
  ackUpTo(message: DeliveredMessage): boolean;
}

/** A message as it came off a queue; `deliveryTag` counts the messages of one link. */
export type Arrival = Omit<IncomingMessage, 'ack' | 'ackUpTo'> & { deliveryTag: number };

export class DeliveredMessage implements IncomingMessage {
  readonly queue: string;
  readonly exchange: string;
  readonly routingKey: string;
  readonly body: Buffer;
  readonly properties: MessageProperties;
  readonly redelivered: boolean;
  readonly deliveryCount: number;
  readonly deliveryTag: number;
  /** Among all messages that its consumer got, on whatever link; 0 until it got this one. */
  place = 0;

  constructor(
    arrival: Arrival,
    readonly settler: Settler,
  ) {
    this.queue = arrival.queue;
    this.exchange = arrival.exchange;
    this.routingKey = arrival.routingKey;
    this.body = arrival.body;
    this.properties = arrival.properties;
    this.redelivered = arrival.redelivered;
    this.deliveryCount = arrival.deliveryCount;
    this.deliveryTag = arrival.deliveryTag;
  }

  ack(): boolean {
    return this.settler.ack(this);
  }

  ackUpTo(): boolean {
    return this.settler.ackUpTo(this);
  }
}
