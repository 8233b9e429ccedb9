import { connect, type Channel, type ChannelModel, type ConsumeMessage } from 'amqplib';
import { SERVICES, type Name, type Shop } from './shop';

interface Binding {
  queue: string;
  exchange: string;
  routing_key: string;
}

const KEEP_BETWEEN_EVERY_MS = 500;

/**
 * Stands between the exchanges and the queues of all services and hands on what comes: late, each message by a time of its
 * own, so that they overtake each other, and many of them twice. Nothing is lost.
 */
export class Meddler {
  private readonly waiting = new Set<NodeJS.Timeout>();
  /** How many messages it has handed on, and how many of them twice. */
  readonly mischief = { handedOn: 0, repeated: 0 };
  private readonly bindings: Binding[] = [];
  private readonly keepBetween: NodeJS.Timeout;
  private isLeaving = false;
  /** The round under way: on a busy broker one takes longer than the time between two. */
  private unbinding: Promise<void> | undefined;

  private constructor(
    private readonly connection: ChannelModel,
    private readonly channel: Channel,
    private readonly latestMs: number,
  ) {
    this.keepBetween = setInterval(() => {
      this.unbinding ??= this.unbindAll().finally(() => (this.unbinding = undefined));
    }, KEEP_BETWEEN_EVERY_MS);
  }

  /**
   * Comes between, and stays: services bind their queues again and again, and are unbound again; what came directly
   * meanwhile they hear even more often.
   *
   * @throws Error when no service has bound anything: then there is nothing to come between.
   */
  static async between(shop: Shop, latestMs = 300): Promise<Meddler> {
    const connection = await connect(shop.rabbitmqUrl);
    const channel = await connection.createChannel();
    const meddler = new Meddler(connection, channel, latestMs);
    for (const name of SERVICES) {
      const bindings = await shop.rows<Binding>(
        name,
        // Not the rooms in which retries wait: those know the way home by a routing key that is lost on the way through here.
        `select queue, exchange, routing_key from eventing.bindings where exchange like '%.events'`,
      );
      if (bindings.length === 0 && name !== 'users') throw new Error(`${name} has no bindings on record.`);
      for (const binding of bindings) await meddler.comeBetween(binding);
    }
    return meddler;
  }

  /** How many messages it has taken and not handed on yet. */
  get inHand(): number {
    return this.waiting.size;
  }

  async leave(): Promise<void> {
    clearInterval(this.keepBetween);
    this.isLeaving = true;
    for (const timer of this.waiting) clearTimeout(timer);
    await this.unbinding;
    await this.channel.close();
    await this.connection.close();
  }

  private async comeBetween({ queue, exchange, routing_key: key }: Binding): Promise<void> {
    const { queue: own } = await this.channel.assertQueue('', { exclusive: true });
    await this.channel.bindQueue(own, exchange, key);
    await this.channel.unbindQueue(queue, exchange, key);
    this.bindings.push({ queue, exchange, routing_key: key });
    await this.channel.consume(own, (message) => message && this.handOn(queue, message), { noAck: true });
  }

  private async unbindAll(): Promise<void> {
    for (const { queue, exchange, routing_key: key } of this.bindings)
      if (!this.isLeaving) await this.channel.unbindQueue(queue, exchange, key);
  }

  private handOn(queue: string, { content, properties }: ConsumeMessage): void {
    const send = (): void => void this.channel.sendToQueue(queue, content, properties);
    this.later(send);
    this.mischief.handedOn += 1;
    if (Math.random() < 0.5) return;
    this.mischief.repeated += 1;
    this.later(send);
  }

  private later(send: () => void): void {
    if (this.isLeaving) return; // what still comes lands here, and the channel will be gone
    const timer = setTimeout(() => {
      this.waiting.delete(timer);
      send();
    }, Math.random() * this.latestMs);
    this.waiting.add(timer);
  }
}

/** Everything that waits for the service on the broker is gone, and what is published until it is back it never hears of. */
export async function loseQueuesOf(shop: Shop, name: Name): Promise<void> {
  const rows = await shop.rows<{ queue: string }>(name, 'select distinct queue from eventing.bindings');
  if (rows.length === 0) throw new Error(`${name} has no queues on record.`);
  const connection = await connect(shop.rabbitmqUrl);
  const channel = await connection.createChannel();
  for (const { queue } of rows) await channel.deleteQueue(queue);
  await connection.close();
}
