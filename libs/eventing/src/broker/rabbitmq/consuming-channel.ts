import { Logger } from '@nestjs/common';
import { Receiver, type ReceiverParts } from '../consuming/receiver';
import { letAcksArrive } from './last-acks';
import type { RawChannel } from './raw-channel';
import { arrivalOf } from './wire';

const ACK_MAY_BE_ON_ITS_WAY_MS = 2_000;

interface Consumption {
  prefetch: number;
  /** Known once the broker has answered. */
  tag?: string;
}

/** Consuming from one queue on one channel, for as long as the channel lives. */
export class ConsumingChannel {
  private readonly logger = new Logger('RabbitMQ');
  private readonly receiver: Receiver;
  private consumption?: Consumption;
  private closing = false;

  /** @param onEnd the channel closed, or the broker cancelled the consumer */
  constructor(
    private readonly channel: RawChannel,
    private readonly queue: string,
    parts: ReceiverParts,
    private readonly onEnd: (why: string) => void,
  ) {
    this.receiver = new Receiver(channel, parts);
    channel.onClose((cause) => onEnd(cause?.message ?? 'its channel was closed'));
  }

  /** Whether it can be used to consume. */
  get isOpen(): boolean {
    return this.channel.isOpen && !this.closing;
  }

  /** With how many unsettled messages it consumes; undefined while it does not. */
  get prefetch(): number | undefined {
    return this.isOpen && this.consumption?.tag ? this.consumption.prefetch : undefined;
  }

  get unsettled(): number {
    return this.receiver.unsettled;
  }

  /** Changes with every message; undefined while there is a good reason to get none. */
  get pulse(): number | undefined {
    return this.unsettled < (this.prefetch ?? 0) ? this.receiver.received : undefined;
  }

  /**
   * Begins to consume. A prefetch holds for the consumers that start after it was set: to change it, the old one is
   * cancelled and another started, on the same channel, where what is unsettled can still be settled.
   */
  async consume(prefetch: number): Promise<void> {
    await this.cancel();
    await this.channel.rpc(`Setting the prefetch for ${this.queue}`, (amqp) => amqp.prefetch(prefetch));
    const consumption: Consumption = { prefetch };
    this.consumption = consumption;
    const { consumerTag } = await this.channel.rpc(`Consuming from ${this.queue}`, (amqp) =>
      amqp.consume(this.queue, (raw) =>
        raw ? this.receiver.receive(arrivalOf(this.queue, raw)) : this.cancelledByBroker(consumption),
      ),
    );
    consumption.tag = consumerTag;
  }

  async cancel(): Promise<void> {
    const tag = this.consumption?.tag;
    this.consumption = undefined;
    if (!tag || !this.channel.isOpen) return;
    await this.channel.rpc(`Cancelling the consumer of ${this.queue}`, (amqp) => amqp.cancel(tag));
  }

  /** Never rejects: what goes wrong only means that settled messages come back, too. */
  async close(limitMs: number): Promise<void> {
    this.closing = true;
    try {
      await this.cancel();
      const inDoubt = this.receiver.msSinceLastAck < ACK_MAY_BE_ON_ITS_WAY_MS;
      if (this.channel.isOpen && inDoubt) await letAcksArrive(this.channel);
    } catch (error) {
      this.logger.debug(`The consumer of ${this.queue} did not end cleanly: ${String(error)}`);
    }
    await this.channel.close(limitMs);
  }

  /** After closing: nobody will settle what is unsettled. */
  release(): void {
    this.receiver.release();
  }

  private cancelledByBroker(consumption: Consumption): void {
    if (this.consumption !== consumption) return;
    this.consumption = undefined;
    this.onEnd('the broker cancelled it, as when its queue is deleted');
  }
}
