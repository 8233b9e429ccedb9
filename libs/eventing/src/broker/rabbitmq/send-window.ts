import type { Message } from 'amqplib';
import type { BrokerCounters } from '../broker';
import { BrokerRefusedError, BrokerUnavailableError } from '../broker-errors';
import { ConfirmDeadline } from './confirm-deadline';
import { InFlight, type Pending } from './in-flight';
import type { KnownExchanges } from './known-exchanges';
import type { RawConfirmChannel } from './raw-channel';
import type { RabbitSettings } from './settings';
import { WaitingLine } from './waiting-line';
import { publishOptions } from './wire';

/**
 * What is being published on one channel, as a sliding window: so many messages are on their way, and the next goes out
 * as soon as one is confirmed. Nothing outlives the channel: with it, everything on its way and in line is rejected.
 */
export class SendWindow {
  private readonly inFlight = new InFlight();
  private readonly line = new WaitingLine<Pending>();
  private readonly deadline: ConfirmDeadline;
  private looking = false;
  private telling = false;

  constructor(
    private readonly channel: RawConfirmChannel,
    private readonly exchanges: KnownExchanges,
    private readonly settings: RabbitSettings,
    private readonly counters: BrokerCounters,
    private readonly self: string,
  ) {
    this.deadline = new ConfirmDeadline(settings.confirmTimeoutMs, this.inFlight, (error) =>
      channel.discard(error),
    );
    channel.amqp.on('return', ({ fields, properties }: Message) =>
      this.inFlight.markReturned(
        fields.exchange,
        fields.routingKey,
        properties.messageId as string | undefined,
      ),
    );
    channel.onClose((cause) => this.lost(cause));
  }

  push(pending: Pending): void {
    this.line.push(pending);
    this.pump();
  }

  /** Waits for the confirms of what is on its way. */
  async close(): Promise<void> {
    await this.inFlight.empty();
    await this.channel.close(this.settings.closeTimeoutMs);
  }

  /** Sends from the line what there is room for, in order: an exchange not known yet holds up what comes after it. */
  private pump(): void {
    while (this.mayGoOn) {
      const next = this.line.first;
      if (!next) return;
      if (!this.exchanges.has(next.message.exchange)) return this.lookFor(next.message.exchange);
      this.line.shift();
      const objection = next.obstacle?.();
      if (objection) next.reject(objection);
      else this.send(next);
    }
  }

  private get mayGoOn(): boolean {
    const isHeldUp = this.looking || this.telling;
    return this.channel.isOpen && !isHeldUp && this.inFlight.size < this.settings.publishWindow;
  }

  private send(pending: Pending): void {
    const { exchange, routingKey, body } = pending.message;
    try {
      this.inFlight.add(pending);
      this.channel.amqp.publish(
        exchange,
        routingKey,
        body,
        publishOptions(pending.message, this.self),
        (error: unknown) => this.confirmed(pending, error),
      );
    } catch (error) {
      this.unwritable(pending, error as Error);
    }
  }

  /** Runs inside the AMQP library: an exception here would take the connection down. */
  private confirmed(pending: Pending, nack: unknown): void {
    if (!this.inFlight.remove(pending)) return;
    if (nack) {
      const { exchange, routingKey } = pending.message;
      const text = `RabbitMQ did not accept a message for "${routingKey}" on "${exchange}": a queue is full or its node away.`;
      pending.reject(new BrokerUnavailableError(text, { cause: nack }));
      this.letItBeKnown();
    } else {
      this.counters.confirmed += 1;
      if (pending.returned) this.counters.unroutable += 1;
      pending.resolve(pending.returned ? 'unroutable' : 'routed');
    }
    this.pump();
  }

  /**
   * Who hears of a rejection does so when the library has handled everything it has read: nothing goes out before, for
   * what is in line may depend on it.
   */
  private letItBeKnown(): void {
    if (this.telling) return;
    this.telling = true;
    setImmediate(() => {
      this.telling = false;
      this.pump();
    });
  }

  /**
   * The message cannot be put into bytes (a key too long, a header of no known type), or the connection is just closing.
   * Either way the library has counted a message that was never sent: every later confirm would go to the wrong one.
   */
  private unwritable(pending: Pending, error: Error): void {
    this.inFlight.remove(pending);
    const text = `A message for "${pending.message.routingKey}" could not be written: ${error.message}`;
    const closing = error.name === 'IllegalOperationError';
    pending.reject(new (closing ? BrokerUnavailableError : BrokerRefusedError)(text, { cause: error }));
    this.channel.discard(error);
  }

  private lookFor(exchange: string): void {
    this.looking = true;
    this.exchanges
      .look(exchange)
      .catch((error: Error) => this.refuse(exchange, error))
      .finally(() => {
        this.looking = false;
        this.pump();
      });
  }

  private refuse(exchange: string, error: Error): void {
    for (const pending of this.line.takeAll()) {
      if (pending.message.exchange === exchange) pending.reject(error);
      else this.line.push(pending);
    }
  }

  private lost(cause: Error | undefined): void {
    this.deadline.stop();
    this.exchanges.forget();
    const why = cause ? `: ${cause.message}` : '';
    const error = new BrokerUnavailableError(
      `The channel to RabbitMQ was lost before it confirmed what was published${why}. It may or may not have arrived.`,
      { cause },
    );
    for (const pending of [...this.inFlight.takeAll(), ...this.line.takeAll()]) pending.reject(error);
  }
}
