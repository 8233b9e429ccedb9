import { startPrivateRabbitMq } from '../../../../tools/servers';
import { BrokerUnavailableError } from '../../src/broker/broker-errors';
import { eventually } from '@warren/eventing/testing';
import { CollectingConsumer } from './collecting-consumer';
import { ids } from './contract/fixture';
import { World } from './world';

jest.setTimeout(180_000);

// The broker is broken under load. Nothing that it confirmed is lost, and everything goes on by itself.
describe('when the RabbitMQ server', () => {
  let server: Awaited<ReturnType<typeof startPrivateRabbitMq>>;
  let world: World;

  beforeAll(async () => {
    server = await startPrivateRabbitMq();
  });
  afterAll(() => server.stop());
  beforeEach(() => {
    world = new World(server.url);
  });
  afterEach(() => world.dispose());

  it('closes all connections', async () => {
    const broker = await world.broker();
    const traffic = world.traffic(broker);
    traffic.consume(broker, world.queue);
    await traffic.isUnderWay();
    await server.rabbitmqctl('close_all_connections', 'a test');
    await traffic.survives();
    expect(broker.counters().resumedConsumers).toBeGreaterThan(0);
  });

  it('is killed and started again', async () => {
    const broker = await world.broker();
    const traffic = world.traffic(broker);
    traffic.consume(broker, world.queue);
    await server.syncMetadata();
    await traffic.isUnderWay();
    await server.kill();
    await eventually('a lost connection', () => broker.status() === 'connecting');
    await expect(broker.publish(world.message('while-away'))).rejects.toBeInstanceOf(BrokerUnavailableError);
    await server.restart();
    await traffic.survives();
  });

  it('freezes: what was published is answered, and heartbeats find out', async () => {
    const broker = await world.broker();
    const traffic = world.traffic(broker);
    traffic.consume(broker, world.queue);
    await traffic.isUnderWay();
    server.pause();
    try {
      const answers = Promise.allSettled(ids(50).map((id) => broker.publish(world.message(`frozen-${id}`))));
      await eventually('a connection given up', () => broker.status() === 'connecting');
      for (const answer of await answers) expect(answer.status).toBe('rejected');
    } finally {
      server.resume();
    }
    await traffic.survives();
  });

  it('runs out of memory: publishing is refused at once, consuming goes on', async () => {
    const broker = await world.broker();
    const backlog = ids(100);
    await Promise.all(backlog.map((id) => broker.publish(world.message(id))));
    await server.rabbitmqctl('set_vm_memory_high_watermark', '0.0000001');
    try {
      const onItsWay = broker.publish(world.message('on-its-way'));
      await eventually('a blocked broker', () => broker.status() === 'blocked');
      await expect(broker.publish(world.message('refused'))).rejects.toThrow(BrokerUnavailableError);
      const consumer = new CollectingConsumer(broker, world.queue);
      await consumer.has(100);
      await consumer.stop();
      await server.rabbitmqctl('set_vm_memory_high_watermark', '0.6');
      expect(await onItsWay).toBe('routed');
    } finally {
      await server.rabbitmqctl('set_vm_memory_high_watermark', '0.6');
    }
    await world.connected(broker);
    const next = new CollectingConsumer(broker, world.queue);
    await broker.publish(world.message('afterwards'));
    await eventually('the last message', () => next.ids.includes('afterwards'));
    expect(next.ids).toEqual(['on-its-way', 'afterwards']);
  });

  it('is not there when the process starts', async () => {
    await server.kill();
    const broker = world.client();
    const before = performance.now();
    broker.start();
    expect(performance.now() - before).toBeLessThan(1_000);
    const consumer = new CollectingConsumer(broker, world.queue);
    const declaring = broker.declare(world.topology());
    await server.restart();
    expect(await declaring).toEqual([]);
    await eventually('consuming', () => consumer.subscription.status() === 'consuming', 60_000);
    await world.connected(broker);
    await broker.publish(world.message('first'));
    await consumer.has(1);
  });
});
