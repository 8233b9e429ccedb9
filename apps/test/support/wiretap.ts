import { connect, type Channel, type ChannelModel } from 'amqplib';
import { SERVICES, type Shop } from './shop';

/** Listens in on everything that is published on the exchanges of a shop: its events, and what services ask each other. */
export class Wiretap {
  private readonly heard: Buffer[] = [];

  private constructor(
    private readonly connection: ChannelModel,
    private readonly channel: Channel,
  ) {}

  static async on(shop: Shop): Promise<Wiretap> {
    const connection = await connect(shop.rabbitmqUrl);
    const channel = await connection.createChannel();
    const tap = new Wiretap(connection, channel);
    const { queue } = await channel.assertQueue('', { exclusive: true });
    for (const service of SERVICES)
      await channel.bindQueue(queue, `${shop.namespace}.${service}.events`, '#');
    for (const owner of ['users', 'catalog', 'inventory'])
      await channel.bindQueue(queue, `${shop.namespace}.${owner}.requests`, '#');
    await channel.consume(queue, (message) => message && tap.heard.push(message.content), { noAck: true });
    return tap;
  }

  /** All of it so far, as text. */
  get text(): string {
    return this.heard.map(String).join('\n');
  }

  /** What lies in queues, whoever it is for, as text; afterwards it lies there as before. */
  async lyingIn(queues: Iterable<string>): Promise<string> {
    const reading = await this.connection.createChannel();
    const texts: string[] = [];
    for (const queue of queues)
      for (let got = await reading.get(queue); got; got = await reading.get(queue))
        texts.push(String(got.content));
    await reading.close(); // nothing was acked
    return texts.join('\n');
  }

  async end(): Promise<void> {
    await this.channel.close();
    await this.connection.close();
  }
}
