import { backward, differences } from '../ledger/difference';
import { arrivalIn, type Arrival } from './arrival';
import type { Stage } from './stage';

/** A test that fails before it reads leaves it behind, and it is gone in the end. */
const UNREAD_FOR_MS = 900_000;

/**
 * A stranger's queue on the writer's exchange that nobody takes from until the end: it has what was sent, in the order in which the broker
 * took it. Unlike a consumer's connection it outlives every node.
 */
export class ArrivalRecord {
  private constructor(
    private readonly stage: Stage,
    private readonly queue: string,
  ) {}

  /** Open it when the exchange exists and nothing has been published yet. */
  static async open(stage: Stage): Promise<ArrivalRecord> {
    const queue = `${stage.namespace}.stranger.arrivals`;
    const exchange = stage.queues.names('writer').eventsExchange('writer');
    await stage.queues.withChannel(async (channel) => {
      const options = { 'x-queue-type': 'quorum', 'x-expires': UNREAD_FOR_MS };
      await channel.assertQueue(queue, { durable: true, arguments: options });
      await channel.bindQueue(queue, exchange, '#');
    });
    return new ArrivalRecord(stage, queue);
  }

  /** Takes everything out: events that arrived before a predecessor did, or never. Repeats are what at-least-once means. */
  async problems(movements: string[]): Promise<string[]> {
    const arrivals = await this.read();
    return [
      ...backward(arrivals),
      ...differences(movements, new Set(arrivals.map(({ movement }) => movement)), 'message'),
    ];
  }

  /** The queue goes, too. */
  private read(): Promise<Arrival[]> {
    return this.stage.queues.withChannel(async (channel) => {
      const { messageCount } = await channel.checkQueue(this.queue);
      const arrivals: Arrival[] = [];
      await channel.prefetch(500);
      await new Promise<void>((resolve, reject) => {
        if (messageCount === 0) return resolve();
        channel
          .consume(this.queue, (message) => {
            if (!message) return reject(new Error(`${this.queue} was taken away while it was read.`));
            arrivals.push(arrivalIn(message.content));
            channel.ack(message);
            if (arrivals.length === messageCount) resolve();
          })
          .catch(reject);
      });
      await channel.deleteQueue(this.queue);
      return arrivals;
    });
  }
}
