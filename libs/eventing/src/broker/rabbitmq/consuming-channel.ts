import { randomUUID } from 'node:crypto';
import { Logger } from '@nestjs/common';
import { Receiver } from '../consuming/receiver';
import type { SubscriptionState } from '../consuming/settlements';
import { letAcksArrive } from './last-acks';
import type { RawChannel } from './raw-channel';
import { arrivalOf } from './wire';

const ACK_MAY_BE_ON_ITS_WAY_MS = 2_000;

interface Consumption {
  prefetch: number;
  tag: string;
  /** The broker has answered. */
  begun: boolean;
}

/** Consuming from one queue on one channel, for as long as the channel lives. */
export class ConsumingChannel {
  private readonly logger = new Logger('RabbitMQ');
  private readonly receiver: Receiver;
  private consumption?: Consumption;
  private ending: Promise<unknown> = Promise.resolve();
  private raising = false;
  private closing = false;

  /** @param self the broker's user of this service @param onEnd the channel closed, or the broker cancelled the consumer */
  constructor(
    private readonly channel: RawChannel,
    private readonly queue: string,
    private readonly self: string,
    state: SubscriptionState,
    private readonly onEnd: (why: string) => void,
  ) {
    this.receiver = new Receiver(channel, state);
    channel.onClose((cause) => onEnd(cause?.message ?? 'its channel was closed'));
  }

  /** Whether it can be used to consume. */
  get isOpen(): boolean {
    return this.channel.isOpen && !this.closing;
  }

  /** With how many unsettled messages it consumes; undefined while it does not. */
  get prefetch(): number | undefined {
    return this.isOpen && this.consumption?.begun ? this.consumption.prefetch : undefined;
  }

  get isConsuming(): boolean {
    return this.prefetch !== undefined || (this.isOpen && this.raising);
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
    const consumption: Consumption = { prefetch, tag: randomUUID(), begun: false };
    this.consumption = consumption;
    await this.channel.rpc(`Consuming from ${this.queue}`, (amqp) =>
      amqp.consume(
        this.queue,
        (raw) =>
          raw
            ? this.receiver.receive(arrivalOf(this.queue, raw, this.self))
            : this.cancelledByBroker(consumption),
        { consumerTag: consumption.tag },
      ),
    );
    // Messages come before this goes on: the first ack may have begun to raise the prefetch by now.
    if (this.consumption !== consumption) return;
    consumption.begun = true;
    this.raising = false;
  }

  /**
   * Cancels the consumer that has the smaller prefetch, before the ack that makes room in it is written: else the broker
   * would give it one more message, take that back, count it as returned, and put it behind later ones.
   */
  prepareToRaise(): void {
    if (!this.consumption) return;
    this.raising = true;
    void this.cancel();
  }

  /** What is written after this call reaches the broker after the cancel. */
  cancel(): Promise<unknown> {
    const tag = this.consumption?.tag;
    this.consumption = undefined;
    if (tag && this.channel.isOpen) {
      this.ending = this.channel.rpc(`Cancelling the consumer of ${this.queue}`, (amqp) => amqp.cancel(tag));
      // Whoever waits for it hears of a failure; where nobody does, the channel's end tells enough.
      this.ending.catch(() => undefined);
    }
    return this.ending;
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
