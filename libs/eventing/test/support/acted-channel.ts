import { EventEmitter } from 'node:events';
import type { ConfirmChannel } from 'amqplib';
import type { OutgoingMessage } from '../../src/broker/broker';
import { RawChannel, type RawConfirmChannel } from '../../src/broker/rabbitmq/raw-channel';

type Confirm = (nack: Error | null) => void;
type Published = [
  exchange: string,
  routingKey: string,
  body: Buffer,
  properties: OutgoingMessage['properties'],
  confirm: Confirm,
];

/** A channel to publish on without a broker behind it: a test says what became of each message. */
export class ActedChannel extends EventEmitter {
  /** What was written, in order. */
  readonly sent: OutgoingMessage[] = [];
  private readonly unconfirmed = new Map<number, Confirm>();

  /** Calls back for each message that is written, with its place in `sent`. */
  constructor(private readonly onSent: (message: OutgoingMessage, index: number) => void = () => undefined) {
    super();
  }

  /** As the publisher knows it. */
  get raw(): RawConfirmChannel {
    return new RawChannel(this as unknown as ConfirmChannel, 1_000);
  }

  /** The confirm of the n-th message, or its nack, or that no queue took it; of what is settled already, nothing. */
  settle(index: number, nack: Error | null = null, returned = false): void {
    const confirm = this.unconfirmed.get(index);
    if (!confirm) return;
    this.unconfirmed.delete(index);
    const { exchange, routingKey, properties } = this.sent[index] as OutgoingMessage;
    if (returned) this.emit('return', { fields: { exchange, routingKey }, properties });
    confirm(nack);
  }

  /** Called by the library's user. */
  publish(...[exchange, routingKey, body, properties, confirm]: Published): boolean {
    const message = { exchange, routingKey, body, properties };
    const index = this.sent.push(message) - 1;
    this.unconfirmed.set(index, confirm);
    this.onSent(message, index);
    return true;
  }

  close(): Promise<void> {
    this.emit('close');
    return Promise.resolve();
  }
}
