import type { Channel, ConfirmChannel, ConsumeMessage } from 'amqplib';
import { Logger } from '@nestjs/common';
import { asBrokerError } from './refusal';
import { ignoreStrayFrames } from './stray-frames';
import { NoAnswerError, withinLimit } from './time-limit';

export type RawConfirmChannel = RawChannel<ConfirmChannel>;

/**
 * A channel without surprises. Its `error` event always has a listener (without one, the AMQP library throws and takes
 * the whole connection down), its calls have a time limit, and after a call that was not answered it is given up,
 * because nobody knows what state the broker's side of it is in.
 */
export class RawChannel<C extends Channel = Channel> {
  private readonly logger = new Logger('RabbitMQ');
  private readonly closeListeners: ((cause?: Error) => void)[] = [];
  private cause?: Error;
  private open = true;

  constructor(
    readonly amqp: C,
    private readonly rpcTimeoutMs: number,
  ) {
    amqp.on('error', (error: Error) => (this.cause = error));
    // Before the library's own listener, which fails unconfirmed messages one by one with less to say.
    amqp.prependListener('close', () => {
      if (this.cause) ignoreStrayFrames(amqp);
      this.closed();
    });
  }

  get isOpen(): boolean {
    return this.open;
  }

  /** Calls back once, when the channel is gone for whatever reason; at once when it already is. */
  onClose(listener: (cause?: Error) => void): void {
    if (this.open) this.closeListeners.push(listener);
    else listener(this.cause);
  }

  /** @throws BrokerRefusedError, BrokerUnavailableError */
  async rpc<T>(what: string, call: (channel: C) => Promise<T>): Promise<T> {
    try {
      return await withinLimit(this.rpcTimeoutMs, what, call(this.amqp));
    } catch (error) {
      if (error instanceof NoAnswerError) this.discard(error);
      throw asBrokerError(what, error);
    }
  }

  /** @throws when the channel is closing. */
  ack(deliveryTag: number, multiple: boolean): void {
    // The library wants the whole message but reads only this of it.
    this.amqp.ack({ fields: { deliveryTag } } as ConsumeMessage, multiple);
  }

  /** Gives it up at once, whatever the broker still does with it. */
  discard(cause?: Error): void {
    if (!this.open) return;
    this.cause ??= cause;
    this.closed();
    this.sayGoodbye().catch((error: unknown) => this.logger.debug(`A discarded channel: ${String(error)}`));
  }

  async close(limitMs: number): Promise<void> {
    if (!this.open) return;
    try {
      await withinLimit(limitMs, 'Closing a channel', this.sayGoodbye());
    } catch (error) {
      this.logger.debug(`A channel did not close cleanly: ${String(error)}`);
    }
    this.closed();
  }

  /** Async, so that what the library throws at once becomes a rejection. */
  private async sayGoodbye(): Promise<void> {
    await this.amqp.close();
  }

  private closed(): void {
    if (!this.open) return;
    this.open = false;
    for (const listener of this.closeListeners) listener(this.cause);
  }
}
