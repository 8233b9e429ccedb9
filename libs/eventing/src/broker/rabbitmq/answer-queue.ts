import { randomUUID } from 'node:crypto';
import type { Message } from 'amqplib';
import type { OutgoingMessage } from '../broker';
import { BrokerRefusedError } from '../broker-errors';
import type { BrokerConnection } from './connection';
import type { RawChannel } from './raw-channel';
import { publishOptions } from './wire';

/** Settles a question: with its answer, or with undefined when there is none to come. */
type Settle = (answer: Buffer | undefined) => void;

/** Where answers come in: a queue that goes with its connection. */
interface Desk {
  channel: RawChannel;
  queue: string;
  /** The broker's user of this service. */
  self: string;
}

/** Asks questions, and awaits the answers in a queue of this process alone; opened for the first question. */
export class AnswerQueue {
  private readonly waiting = new Map<string, Settle>();
  private opening: Promise<Desk> | undefined;

  constructor(private readonly connection: BrokerConnection) {}

  /** See `Broker.ask`. A question to an exchange that does not exist costs the channel, and all that it waits for. */
  async ask(question: OutgoingMessage, answersBy: string, withinMs: number): Promise<Buffer | undefined> {
    const { channel, queue, self } = await this.desk(answersBy);
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
        ...publishOptions(question, self),
        correlationId: id,
        replyTo: queue,
        expiration: withinMs,
        persistent: false,
      });
    });
  }

  private desk(answersBy: string): Promise<Desk> {
    this.opening ??= this.open(answersBy).catch((error: unknown) => {
      this.opening = undefined;
      throw error;
    });
    return this.opening;
  }

  private async open(answersBy: string): Promise<Desk> {
    const channel = await this.connection.openChannel();
    channel.onClose(() => {
      this.opening = undefined;
      for (const settle of [...this.waiting.values()]) settle(undefined);
    });
    channel.amqp.on('return', ({ properties }: Message) => this.settle(properties.correlationId, undefined));
    const take = (message: Message | null) =>
      message && this.settle(message.properties.correlationId, message.content);
    // Called like the exchange, and so within the service's own rights.
    const queue = `${answersBy}.${randomUUID()}`;
    const options = { exclusive: true, autoDelete: true, durable: false };
    await channel.rpc(`Declaring ${queue}`, (amqp) => amqp.assertQueue(queue, options));
    await channel.rpc(`Binding ${queue}`, (amqp) => amqp.bindQueue(queue, answersBy, queue));
    await channel.rpc('Waiting for answers', (amqp) => amqp.consume(queue, take, { noAck: true }));
    if (!channel.isOpen) throw new BrokerRefusedError('The channel for answers was closed at once.');
    return { channel, queue, self: this.connection.user };
  }

  private settle(id: unknown, answer: Buffer | undefined): void {
    this.waiting.get(String(id))?.(answer);
  }
}
