import { Controller, Module, type INestMicroservice, type LoggerService } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { EventPattern, Transport, type RmqOptions } from '@nestjs/microservices';
import { eventually } from '@warren/eventing/testing';
import { RABBITMQ_URL, testNamespace } from '../support/test-broker';
import { Stranger } from './support/stranger';

jest.setTimeout(60_000);

const lines: string[] = [];
const say = (...words: unknown[]) => void lines.push(words.map(String).join(' '));
const logger: LoggerService = { log: () => undefined, warn: say, error: say };

@Controller()
class Listener {
  @EventPattern('orders.order-placed.v1')
  hear(): void {
    throw new Error('the listener failed');
  }
}

@Module({ controllers: [Listener] })
class ListenerModule {}

/** What docs/interop.md says of Nest, and the pair of ours is made for. A Nest that does otherwise changes both. */
describe('Nest by itself, as docs/interop.md says', () => {
  let stranger: Stranger;
  let listener: INestMicroservice | undefined;
  let name: string;

  beforeEach(async () => {
    lines.length = 0;
    name = testNamespace();
    stranger = await Stranger.connect();
  });
  afterEach(async () => {
    await listener?.close();
    await stranger.channel.deleteQueue(name);
    await stranger.channel.deleteExchange(name);
    await stranger.close();
  });

  async function listen(more: RmqOptions['options']): Promise<void> {
    const options: RmqOptions['options'] = { urls: [RABBITMQ_URL], queue: name, ...more };
    listener = await NestFactory.createMicroservice(ListenerModule, {
      transport: Transport.RMQ,
      options,
      logger,
    });
    await listener.listen();
    await eventually(
      'it consumes',
      async () => (await stranger.channel.checkQueue(name)).consumerCount === 1,
    );
  }

  const send = (pattern: string) => stranger.publish('', name, { pattern, data: {} });

  /** What lies in the queue once the application has gone: what it had not settled is back. */
  async function leftBehind(): Promise<number> {
    await listener?.close();
    listener = undefined;
    await eventually(
      'it has gone',
      async () => (await stranger.channel.checkQueue(name)).consumerCount === 0,
    );
    return (await stranger.channel.checkQueue(name)).messageCount;
  }

  it('a deserializer that throws: an error in the log, and the message is left unsettled', async () => {
    const fails = () => {
      throw new Error('not a CloudEvent');
    };
    await listen({ noAck: false, deserializer: { deserialize: fails } });
    await send('orders.order-placed.v1');
    await eventually('the error', () => lines.some((line) => line.includes('not a CloudEvent')));
    expect(await leftBehind()).toBe(1);
  });

  it('a handler that throws: an error in the log, and the message is left unsettled', async () => {
    await listen({ noAck: false });
    await send('orders.order-placed.v1');
    await eventually('the error', () => lines.some((line) => line.includes('the listener failed')));
    expect(await leftBehind()).toBe(1);
  });

  it('an event without a handler: a warning, and without a dead-letter exchange it is gone', async () => {
    await listen({ noAck: false });
    await send('orders.order-lost.v1');
    await eventually('the warning', () => lines.some((line) => line.includes('negative acknowledged')));
    expect(await leftBehind()).toBe(0);
  });

  it('without a word about noAck: what a handler failed at is gone', async () => {
    await listen({});
    await send('orders.order-placed.v1');
    await eventually('the error', () => lines.some((line) => line.includes('the listener failed')));
    expect(await leftBehind()).toBe(0);
  });

  it('wildcards: the queue is bound with the patterns, which are types and no routing keys', async () => {
    await listen({ noAck: false, exchange: name, wildcards: true });
    await stranger.publish(name, 'order-placed.v1', { pattern: 'orders.order-placed.v1', data: {} });
    await stranger.publish(name, 'orders.order-placed.v1', { pattern: 'orders.order-placed.v1', data: {} });
    await eventually('the error', () => lines.some((line) => line.includes('the listener failed')));
    expect(await leftBehind()).toBe(1); // the second alone
  });
});
