import { connect, type ChannelModel } from 'amqplib';
import { backward, differences } from '../ledger/difference';
import { arrivalIn, type Arrival } from './arrival';
import type { Stage } from './stage';

/** A stranger's queue on the writer's exchange: sees what was sent, in the order in which the broker took it. */
export class ArrivalProbe {
  private readonly arrivals: Arrival[] = [];

  private constructor(private readonly connection: ChannelModel) {}

  /** Open it when the exchange exists and nothing has been published yet. */
  static async open(stage: Stage): Promise<ArrivalProbe> {
    const probe = new ArrivalProbe(await connect(stage.rabbitUrl));
    try {
      await probe.listen(stage.queues.names('writer').eventsExchange('writer'));
      return probe;
    } catch (error) {
      await probe.close();
      throw error;
    }
  }

  private async listen(exchange: string): Promise<void> {
    const channel = await this.connection.createChannel();
    const { queue } = await channel.assertQueue('', { exclusive: true });
    await channel.bindQueue(queue, exchange, '#');
    await channel.consume(queue, (message) => message && this.arrivals.push(arrivalIn(message.content)), {
      noAck: true,
    });
  }

  /** Events that arrived before a predecessor did, and events that never arrived. Repeats are allowed. */
  problems(movements: string[]): string[] {
    const arrived = new Set(this.arrivals.map(({ movement }) => movement));
    return [...backward(this.arrivals), ...differences(movements, arrived, 'message')];
  }

  /** Messages that came more than once: what the relays that were killed had sent and not written down. */
  get repeats(): number {
    return this.arrivals.length - new Set(this.arrivals.map(({ movement }) => movement)).size;
  }

  close(): Promise<void> {
    return this.connection.close();
  }
}
