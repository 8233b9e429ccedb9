import type { ConsumeMessage, Options } from 'amqplib';
import { setTimeout as sleep } from 'node:timers/promises';
import { BrokerRefusedError, BrokerUnavailableError } from '../broker-errors';
import { withoutDeathHeaders } from '../death-headers';
import { letAcksArrive } from './last-acks';
import { identify, publisherOf } from './publisher-identity';
import type { RawConfirmChannel } from './raw-channel';
import { writableHeaders } from './writable-headers';

/** On their way at once. Whoever dies in the middle counts these as returned once more, towards the delivery limit. */
const WINDOW = 200;
const LOOK_EVERY_MS = 20;

/** From one queue to an exchange, on one channel, as the broker's user `self`: a message is acked once the broker has confirmed its copy. */
export class MessageMove {
  private moved = 0;
  private inHand = 0;
  private failure?: Error;

  constructor(
    private readonly channel: RawConfirmChannel,
    private readonly queue: string,
    private readonly exchange: string,
    private readonly withDeaths: boolean,
    private readonly self: string,
  ) {
    channel.amqp.on('return', () =>
      this.fail(new BrokerRefusedError(`No queue takes what is moved from ${queue} to ${exchange}.`)),
    );
    channel.onClose((cause) =>
      this.fail(
        new BrokerUnavailableError(
          `Moving the messages of ${queue} was interrupted.${cause ? ` ${cause.message}` : ''}`,
          {
            cause,
          },
        ),
      ),
    );
  }

  /** @param isEmpty whether nothing is left that could be taken. */
  async run(isEmpty: () => Promise<boolean>): Promise<number> {
    const { channel, queue } = this;
    await channel.rpc(`Setting the prefetch for ${queue}`, (amqp) => amqp.prefetch(WINDOW));
    const { consumerTag } = await channel.rpc(`Consuming from ${queue}`, (amqp) =>
      amqp.consume(queue, (message) => this.take(message)),
    );
    await this.settled(isEmpty);
    await channel.rpc(`Cancelling the consumer of ${queue}`, (amqp) => amqp.cancel(consumerTag));
    while (this.inHand > 0 && !this.failure) await sleep(LOOK_EVERY_MS);
    this.throwFailure();
    await letAcksArrive(channel);
    this.throwFailure();
    return this.moved;
  }

  private async settled(isEmpty: () => Promise<boolean>): Promise<void> {
    for (;;) {
      this.throwFailure();
      const before = this.moved;
      if (this.inHand === 0 && (await isEmpty()) && this.inHand === 0 && this.moved === before) return;
      await sleep(LOOK_EVERY_MS);
    }
  }

  /** Runs inside the AMQP library: it must not throw. */
  private take(message: ConsumeMessage | null): void {
    if (!message)
      return this.fail(new BrokerRefusedError(`${this.queue} was deleted while it was being emptied.`));
    if (this.failure) return;
    this.inHand += 1;
    try {
      const { amqp } = this.channel;
      amqp.publish(
        this.exchange,
        message.fields.routingKey,
        message.content,
        this.optionsOf(message),
        (nack: unknown) => this.confirmed(message, nack),
      );
    } catch (error) {
      this.fail(error as Error);
    }
  }

  private confirmed(message: ConsumeMessage, nack: unknown): void {
    if (nack) this.fail(new BrokerUnavailableError(`RabbitMQ did not accept a message of ${this.queue}.`));
    // What was returned is told before it is confirmed, and stays where it is.
    if (this.failure) return;
    this.inHand -= 1;
    this.moved += 1;
    this.channel.amqp.ack(message);
  }

  /** The broker only takes the `userId` of who publishes: whose the message was stands beside it. */
  private optionsOf({ properties }: ConsumeMessage): Options.Publish {
    const headers = this.withDeaths ? properties.headers : withoutDeathHeaders(properties.headers);
    const { contentType, contentEncoding, priority, correlationId, replyTo } = properties as Options.Publish;
    const { expiration, messageId, timestamp, type, appId } = properties as Options.Publish;
    return {
      ...{ contentType, contentEncoding, priority, correlationId, replyTo },
      ...{ expiration, messageId, timestamp, type, appId },
      ...identify(writableHeaders(headers), publisherOf(properties, this.self) ?? '', this.self),
      persistent: true,
      mandatory: true,
    };
  }

  private fail(error: Error): void {
    this.failure ??= error;
  }

  private throwFailure(): void {
    if (this.failure) throw this.failure;
  }
}
