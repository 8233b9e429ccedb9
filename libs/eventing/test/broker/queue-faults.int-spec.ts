import { setTimeout as pause } from 'node:timers/promises';
import type { Broker, OutgoingMessage } from '../../src/broker/broker';
import { ConsumingChannel } from '../../src/broker/rabbitmq/consuming-channel';
import type { QueueDeclaration } from '../../src/broker/topology';
import { eventually } from '@warren/eventing/testing';
import { RABBITMQ_URL } from '../support/test-broker';
import { CollectingConsumer } from './collecting-consumer';
import { ids } from './contract/fixture';
import { onRabbit } from './rabbit-admin';
import { World } from './world';

jest.setTimeout(120_000);

describe('when a queue', () => {
  let world: World;

  beforeEach(() => {
    world = new World(RABBITMQ_URL);
  });
  afterEach(() => world.dispose());

  it('is deleted under load, it comes back, and traffic goes on', async () => {
    const broker = await world.broker();
    const traffic = world.traffic(broker);
    traffic.consume(broker, world.queue);
    await traffic.isUnderWay();
    await onRabbit(RABBITMQ_URL, (channel) => channel.deleteQueue(world.queue));
    await eventually('a new consumer', () => broker.counters().resumedConsumers > 0);
    // What lay in the queue went with it; everything that is confirmed from now on arrives.
    traffic.forgivesTheEarlier();
    await traffic.survives();
  });

  it('is deleted and created again with other arguments, it is consumed as it is, and told as drift', async () => {
    const broker = await world.broker({ watchdogMs: 100, renewIdleMs: 200 });
    const traffic = world.traffic(broker);
    traffic.consume(broker, world.queue);
    await traffic.isUnderWay();
    // Without its bindings, too: so nothing comes any more, and only the idle consumer can find out.
    await replace(world.queue, { 'x-queue-type': 'quorum' });
    traffic.forgivesTheEarlier();
    await traffic.survives();
    const drifts = await broker.declare(world.topology());
    expect(drifts).toEqual([
      {
        problem: 'differs',
        kind: 'queue',
        name: world.queue,
        detail: expect.stringContaining('inequivalent arg'),
      },
    ]);
    await onRabbit(RABBITMQ_URL, (channel) => channel.deleteQueue(world.queue));
  });

  it('or an exchange may not be declared, it is told as refused, and the rest is declared', async () => {
    const broker = await world.broker();
    // A name that RabbitMQ keeps for itself: the answer is that to a missing right.
    const name = `amq.${world.namespace}`;
    const [exchange] = world.topology().exchanges;
    const drifts = await broker.declare({
      exchanges: [{ name, type: 'topic' }, ...(exchange ? [exchange] : [])],
      queues: [],
      bindings: [],
    });
    expect(drifts).toEqual([
      { problem: 'refused', kind: 'exchange', name, detail: expect.stringContaining('ACCESS_REFUSED') },
    ]);
    expect(broker.drift()).toEqual(drifts);
  });

  it('is replaced without a word and has messages ready, the watchdog finds the consumer silent', async () => {
    const broker = await world.broker({ watchdogMs: 200, renewIdleMs: 600_000 });
    const consumer = await consumerThatIsWarm(broker, 3);
    await replace(world.queue, argumentsOf(world));
    for (const id of ids(8)) await broker.publish(straightTo(world.queue, world.message(id)));
    await consumer.has(9);
    expect(consumer.ids.sort()).toEqual([...ids(8), 'warm-up']);
    expect(broker.counters().resumedConsumers).toBe(1);
  });

  it('is replaced without a word and all its messages are stuck, the idle consumer starts anew', async () => {
    const broker = await world.broker({ watchdogMs: 100, renewIdleMs: 1_000 });
    const consumer = await consumerThatIsWarm(broker, 10);
    await replace(world.queue, argumentsOf(world));
    await broker.publish(straightTo(world.queue, world.message('stuck')));
    await consumer.has(2);
    expect(consumer.ids).toEqual(['warm-up', 'stuck']);
    expect(consumer.messages[1]?.redelivered).toBe(true);
  });

  it('cannot be consumed on a new channel, the old consumer stays within reach and ends with the subscription', async () => {
    const broker = await world.broker({ watchdogMs: 50, renewIdleMs: 100 });
    const consumer = await consumerThatIsWarm(broker, 3);
    const refused = jest.spyOn(ConsumingChannel.prototype, 'consume').mockRejectedValue(new Error('refused'));
    await eventually('several attempts to start anew', () => refused.mock.calls.length > 2);
    await consumer.stop();
    refused.mockRestore();
    const report = await onRabbit(RABBITMQ_URL, (channel) => channel.checkQueue(world.queue));
    expect(report.consumerCount).toBe(0);
  });

  it('is left alone by the watchdog while its consumer has all it may have', async () => {
    const broker = await world.broker({ watchdogMs: 50 });
    const consumer = new CollectingConsumer(broker, world.queue, () => undefined, 2);
    await broker.publish(world.message('m0'));
    await eventually('the first message', () => consumer.messages[0]?.ack());
    for (const id of ids(5).slice(1)) await broker.publish(world.message(id));
    await consumer.has(3);
    await pause(500); // ten looks; the point is that nothing happens
    expect(broker.counters().resumedConsumers).toBe(0);
    expect(consumer.ids).toEqual(['m0', 'm1', 'm2']);
  });

  it('is a waiting room that was deleted, it is mended by the upkeep', async () => {
    const broker = await world.broker({ upkeepMs: 100 });
    const room = world.names.retry('300ms');
    await onRabbit(RABBITMQ_URL, (channel) => channel.deleteQueue(room));
    const consumer = new CollectingConsumer(broker, world.queue);
    const retry = { ...world.message('retried'), exchange: room, routingKey: world.queue };
    await eventually('a waiting room', async () => (await broker.publish(retry)) === 'routed');
    await consumer.has(1);
  });

  it('is a waiting room of a temporary run, it outlives its lease for as long as the run lasts', async () => {
    const broker = await world.broker();
    const room = world.names.retry('300ms');
    const topology = world.topology();
    for (const queue of topology.queues) if (queue.name === room) queue.arguments['x-expires'] = 1_500;
    await onRabbit(RABBITMQ_URL, (channel) => channel.deleteQueue(room));
    expect(await broker.declare(topology)).toEqual([]);
    const consumer = new CollectingConsumer(broker, world.queue);
    const outcomes: string[] = [];
    for (const id of ids(20)) {
      const retry = { ...world.message(id), exchange: room, routingKey: world.queue };
      outcomes.push(await broker.publish(retry));
      await pause(400); // in all past the lease, and past the broker's look every five seconds
    }
    expect(outcomes).toEqual(Array(20).fill('routed'));
    await consumer.has(20);
    expect(consumer.ids).toEqual(ids(20));
    expect(consumer.messages.filter(({ deliveryCount }) => deliveryCount > 0)).toEqual([]);
  });

  /** One that has its full prefetch already, and nothing in hand. */
  async function consumerThatIsWarm(broker: Broker, prefetch: number): Promise<CollectingConsumer> {
    const consumer = new CollectingConsumer(broker, world.queue, (message) => message.ack(), prefetch);
    await broker.publish(world.message('warm-up'));
    await consumer.has(1);
    await eventually('the full prefetch', async () => (await consumersOf(world.queue)) === 1);
    return consumer;
  }
});

/** Deletes the queue and creates it again before the broker has told anybody. */
function replace(queue: string, args: QueueDeclaration['arguments']): Promise<unknown> {
  return onRabbit(RABBITMQ_URL, (channel) =>
    Promise.all([channel.deleteQueue(queue), channel.assertQueue(queue, { durable: true, arguments: args })]),
  );
}

function argumentsOf(world: World): QueueDeclaration['arguments'] {
  return world.topology().queues.find(({ name }) => name === world.queue)?.arguments ?? {};
}

function straightTo(queue: string, message: OutgoingMessage): OutgoingMessage {
  return { ...message, exchange: '', routingKey: queue };
}

function consumersOf(queue: string): Promise<number> {
  return onRabbit(RABBITMQ_URL, async (channel) => (await channel.checkQueue(queue)).consumerCount);
}
