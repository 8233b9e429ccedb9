import { connect, type Channel, type ChannelModel, type ConfirmChannel } from 'amqplib';
import { WARM_UP } from './warm-up';

/** What the broker can do when nobody gets in its way: the limit that everything else is measured against. */
export class RawBroker {
  private constructor(private readonly connection: ChannelModel) {}

  static async connect(url: string): Promise<RawBroker> {
    return new RawBroker(await connect(url));
  }

  async withQueue<T>(name: string, exchange: string, work: () => Promise<T>): Promise<T> {
    const channel = await this.connection.createChannel();
    // As a service with temporary names declares it: it goes with its last binding.
    await channel.assertExchange(exchange, 'topic', { durable: true, autoDelete: true });
    await channel.assertQueue(name, { durable: true, arguments: { 'x-queue-type': 'quorum' } });
    await channel.bindQueue(name, exchange, '#');
    try {
      return await work();
    } finally {
      await channel.deleteQueue(name);
      await channel.close();
    }
  }

  /** Publishes `count` persistent messages, at most 1 000 of them unconfirmed at a time; returns messages per second. */
  async publish(count: number, exchange: string, body: Buffer): Promise<number> {
    const channel = await this.connection.createConfirmChannel();
    await this.publishOn(channel, WARM_UP, exchange, body);
    const started = performance.now();
    await this.publishOn(channel, count, exchange, body);
    const rate = perSecond(count, started);
    await channel.close();
    return rate;
  }

  private publishOn(channel: ConfirmChannel, count: number, exchange: string, body: Buffer): Promise<void> {
    return new Promise<void>((resolve, reject) => {
      let sent = 0;
      let confirmed = 0;
      const send = () => {
        while (sent < count && sent - confirmed < 1_000) {
          sent++;
          channel.publish(
            exchange,
            'parcel-measured.v1',
            body,
            { persistent: true, mandatory: true },
            onConfirm,
          );
        }
      };
      const onConfirm = (error: unknown) => {
        if (error) return reject(error instanceof Error ? error : new Error(String(error)));
        if (++confirmed === count) return resolve();
        send();
      };
      send();
    });
  }

  /** Consumes `count` messages with single acks and a prefetch of 1 000; returns messages per second. */
  async consume(count: number, queue: string): Promise<number> {
    const channel: Channel = await this.connection.createChannel();
    await channel.prefetch(1_000);
    let started = 0;
    await new Promise<void>((resolve, reject) => {
      let taken = 0;
      channel
        .consume(queue, (message) => {
          if (!message) return reject(new Error(`The broker cancelled the consumer of ${queue}.`));
          channel.ack(message);
          if (++taken === WARM_UP) started = performance.now();
          if (taken === WARM_UP + count) resolve();
        })
        .catch(reject);
    });
    const rate = perSecond(count, started);
    await channel.close();
    return rate;
  }

  close(): Promise<void> {
    return this.connection.close();
  }
}

function perSecond(count: number, startedAt: number): number {
  return (count / (performance.now() - startedAt)) * 1_000;
}
