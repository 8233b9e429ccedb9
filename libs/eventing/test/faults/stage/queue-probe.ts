import { connect, type Channel, type ChannelModel, type Options } from 'amqplib';
import { BrokerNames } from '../../../src/broker/names';

const SERVICES = ['writer', 'bookkeeper'] as const;
const DELAYS = ['500ms', '2s', '5s'];
const CONSUMERS = {
  writer: ['confirm-when-entry-booked', 'dead-letters'],
  bookkeeper: ['book-entry-when-account-changed', 'account-statement', 'dead-letters'],
};

/** Looks at the queues of both services from outside, over a connection of its own for each look. */
export class QueueProbe {
  constructor(
    private readonly url: string,
    private readonly namespace: string,
  ) {}

  names(service: 'writer' | 'bookkeeper'): BrokerNames {
    return new BrokerNames(service, this.namespace);
  }

  get all(): string[] {
    const rooms = SERVICES.flatMap((service) => DELAYS.map((delay) => this.names(service).retry(delay)));
    return [...this.consumed, ...rooms];
  }

  /** Those that somebody takes from. */
  get consumed(): string[] {
    return SERVICES.flatMap((service) =>
      CONSUMERS[service].map((consumer) => this.names(service).queue(consumer)),
    );
  }

  /** What lies in the queues. With every process gone that is also what was handed out and never settled. */
  async leftovers(): Promise<string[]> {
    return this.withChannel(async (channel) => {
      const problems: string[] = [];
      for (const queue of this.all) {
        const { messageCount } = await channel.checkQueue(queue);
        if (messageCount > 0) problems.push(`left over: ${messageCount} messages in ${queue}`);
      }
      return problems;
    });
  }

  async wipe(): Promise<void> {
    await this.withChannel(async (channel) => {
      for (const queue of this.all) await channel.deleteQueue(queue);
    });
  }

  /** Sends past every rule of ours; resolves when the broker has confirmed it all. */
  async send(
    messages: { exchange: string; routingKey: string; body: Buffer; properties?: Options.Publish }[],
  ) {
    await this.withChannel(async (_, connection) => {
      const channel = await connection.createConfirmChannel();
      for (const { exchange, routingKey, body, properties } of messages)
        channel.publish(exchange, routingKey, body, properties);
      await channel.waitForConfirms();
    });
  }

  async withChannel<T>(work: (channel: Channel, connection: ChannelModel) => Promise<T>): Promise<T> {
    const connection = await connect(this.url);
    try {
      const channel = await connection.createChannel();
      channel.on('error', () => undefined); // the call that has caused it rejects, and says the same
      return await work(channel, connection);
    } finally {
      await connection.close();
    }
  }
}
