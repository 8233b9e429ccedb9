import { setTimeout as pause } from 'node:timers/promises';
import type { IncomingMessage } from '../../src/broker/broker';
import { RABBITMQ_URL } from '../support/test-broker';
import { CollectingConsumer } from './collecting-consumer';
import { ids } from './contract/fixture';
import { onRabbit } from './rabbit-admin';
import { World } from './world';

jest.setTimeout(120_000);

describe('stopping a consumer of RabbitMQ', () => {
  let world: World;

  beforeEach(() => {
    world = new World(RABBITMQ_URL);
  });
  afterEach(() => world.dispose());

  it.each([1, 2, 3])('does not lose acks that were written just before (round %i)', async () => {
    const broker = await world.broker();
    const consumer = new CollectingConsumer(broker, world.queue, isWarmUp, 500);
    await broker.publish(world.message('warm-up'));
    await Promise.all(ids(200).map((id) => broker.publish(world.message(id))));
    await consumer.has(201);
    await consumer.subscription.cancel();
    expect(consumer.messages.slice(1).map((message) => message.ack())).toEqual(Array(200).fill(true));
    await consumer.subscription.close();
    expect(await messagesIn(world.queue)).toBe(0);
  });

  it('in the middle of traffic hands over to the next: nothing is lost, nothing handled twice', async () => {
    const broker = await world.broker();
    const traffic = world.traffic(broker);
    for (let round = 0; round < 5; round += 1) {
      const process = await world.broker();
      const subscription = traffic.consume(process, world.queue);
      const before = traffic.handled.size;
      await traffic.handles(before + 30);
      await subscription.cancel();
      await traffic.isDrained();
      await subscription.close();
      await process.close();
    }
    traffic.consume(broker, world.queue);
    await traffic.survives();
    expect(traffic.handledTwice).toEqual([]);
  });

  it('pauses and resumes one in the same process', async () => {
    const broker = await world.broker();
    const traffic = world.traffic(broker);
    for (let round = 0; round < 5; round += 1) {
      const subscription = traffic.consume(broker, world.queue);
      await traffic.handles(traffic.handled.size + 20);
      await subscription.cancel();
      // Not drained: what is being handled comes back to the queue, and is handed out again.
      await subscription.close();
    }
    traffic.consume(broker, world.queue);
    await traffic.survives();
  });

  it('whose handlers hang takes no longer than its limit, and their messages go to the next', async () => {
    const broker = await world.broker();
    const hanging = new CollectingConsumer(broker, world.queue, isWarmUp, 10);
    await broker.publish(world.message('warm-up'));
    for (const id of ids(10)) await broker.publish(world.message(id));
    await hanging.has(11);
    const next = new CollectingConsumer(await world.broker(), world.queue);
    const before = performance.now();
    await broker.close();
    expect(performance.now() - before).toBeLessThan(20_000);
    await next.has(10);
    expect(next.ids.sort()).toEqual(ids(10));
    expect(hanging.messages[1]?.ack()).toBe(false);
  });
});

function isWarmUp(message: IncomingMessage): void {
  if (message.properties.messageId === 'warm-up') message.ack();
}

/** Settled ones may still be on their way out, and returned ones on their way back: give both a moment. */
async function messagesIn(queue: string): Promise<number> {
  await pause(300);
  return onRabbit(RABBITMQ_URL, async (channel) => (await channel.checkQueue(queue)).messageCount);
}
