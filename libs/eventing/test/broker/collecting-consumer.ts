import type { Broker, IncomingMessage, Subscription } from '../../src/broker/broker';
import { eventually } from '@warren/eventing/testing';

/** Consumes from a queue and remembers what came; `onMessage` decides what is done with it (default: ack). */
export class CollectingConsumer {
  readonly messages: IncomingMessage[] = [];
  readonly subscription: Subscription;

  constructor(
    broker: Broker,
    queue: string,
    onMessage: (message: IncomingMessage) => void = (message) => message.ack(),
    prefetch = 100,
  ) {
    this.subscription = broker.consume({ queue, prefetch }, (message) => {
      this.messages.push(message);
      onMessage(message);
    });
  }

  /** Message ids in the order in which they came. */
  get ids(): (string | undefined)[] {
    return this.messages.map(({ properties }) => properties.messageId);
  }

  async has(count: number, withinMs?: number): Promise<void> {
    await eventually(
      `${count} messages`,
      () => {
        if (this.messages.length < count) throw new Error(`there are ${this.messages.length}`);
        return true;
      },
      withinMs,
    );
  }

  async stop(): Promise<void> {
    await this.subscription.cancel();
    await this.subscription.close();
  }
}
