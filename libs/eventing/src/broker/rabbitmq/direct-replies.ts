import { randomUUID } from 'node:crypto';
import type { Message } from 'amqplib';
import type { OutgoingMessage } from '../broker';
import { BrokerRefusedError } from '../broker-errors';
import type { BrokerConnection } from './connection';
import type { RawChannel } from './raw-channel';
import { publishOptions } from './wire';

/** Not a queue: the broker hands what is published under the name it makes of it to the channel, and keeps nothing. */
const REPLY_TO = 'amq.rabbitmq.reply-to';

/** Settles a question: with its answer, or with undefined when there is none to come. */
type Settle = (answer: Buffer | undefined) => void;

/** Asks questions by RabbitMQ's direct reply-to, on a channel of its own that is opened for the first of them. */
export class DirectReplies {
  private readonly waiting = new Map<string, Settle>();
  private opening: Promise<RawChannel> | undefined;

  constructor(private readonly connection: BrokerConnection) {}

  /** See `Broker.ask`. A question to an exchange that does not exist costs the channel, and all that it waits for. */
  async ask(question: OutgoingMessage, withinMs: number): Promise<Buffer | undefined> {
    const channel = await this.channel();
    const id = randomUUID();
    return new Promise((resolve) => {
      const settle: Settle = (answer) => {
        clearTimeout(tooLate);
        this.waiting.delete(id);
        resolve(answer);
      };
      const tooLate = setTimeout(() => settle(undefined), withinMs);
      this.waiting.set(id, settle);
      channel.amqp.publish(question.exchange, question.routingKey, question.body, {
        ...publishOptions(question),
        correlationId: id,
        replyTo: REPLY_TO,
        expiration: withinMs,
        persistent: false,
      });
    });
  }

  private channel(): Promise<RawChannel> {
    this.opening ??= this.open().catch((error: unknown) => {
      this.opening = undefined;
      throw error;
    });
    return this.opening;
  }

  private async open(): Promise<RawChannel> {
    const channel = await this.connection.openChannel();
    channel.onClose(() => {
      this.opening = undefined;
      for (const settle of [...this.waiting.values()]) settle(undefined);
    });
    channel.amqp.on('return', ({ properties }: Message) => this.settle(properties.correlationId, undefined));
    const take = (message: Message | null) =>
      message && this.settle(message.properties.correlationId, message.content);
    await channel.rpc('Waiting for answers', (amqp) => amqp.consume(REPLY_TO, take, { noAck: true }));
    if (!channel.isOpen) throw new BrokerRefusedError('The channel for answers was closed at once.');
    return channel;
  }

  private settle(id: unknown, answer: Buffer | undefined): void {
    this.waiting.get(String(id))?.(answer);
  }
}
