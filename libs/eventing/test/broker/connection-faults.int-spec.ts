import type { IncomingMessage } from '../../src/broker/broker';
import { BrokerUnavailableError } from '../../src/broker/broker-errors';
import { RawChannel } from '../../src/broker/rabbitmq/raw-channel';
import { eventually } from '@warren/eventing/testing';
import { TcpProxy } from '../support/tcp-proxy';
import { RABBITMQ_URL } from '../support/test-broker';
import { CollectingConsumer } from './collecting-consumer';
import { ids } from './contract/fixture';
import { onRabbit } from './rabbit-admin';
import { World } from './world';

jest.setTimeout(120_000);

describe('when a connection or a channel', () => {
  let proxy: TcpProxy;
  let world: World;

  beforeEach(async () => {
    proxy = await TcpProxy.before(RABBITMQ_URL);
    world = new World(proxy.url);
  });
  afterEach(async () => {
    jest.restoreAllMocks();
    await world.dispose();
    await proxy.close();
  });

  it('is cut with 50 handlers running: each message is handled once, and none is left', async () => {
    const broker = await world.broker();
    const running: IncomingMessage[] = [];
    const subscription = broker.consume({ queue: world.queue, prefetch: 50 }, (message) =>
      running.push(message),
    );
    await broker.publish(world.message('warm-up'));
    await eventually('the first message', () => running.pop()?.ack());
    await Promise.all(ids(50).map((id) => broker.publish(world.message(id))));
    await eventually('50 handlers', () => running.length === 50);
    proxy.cut();
    await eventually('50 redeliveries that wait', () => broker.counters().heldRedeliveries === 50);
    const late = running.map((message) => message.ack());
    expect(late).toEqual(Array(50).fill(false));
    expect(broker.counters()).toMatchObject({ staleAcks: 50, delivered: 51 });
    await subscription.cancel();
    await subscription.close();
    expect(await messagesIn(world.queue)).toBe(0);
  });

  it('is cut again and again in the middle of traffic', async () => {
    const broker = await world.broker();
    const traffic = world.traffic(broker);
    traffic.consume(broker, world.queue);
    for (let cuts = 1; cuts <= 4; cuts += 1) {
      await traffic.isUnderWay();
      proxy.cut();
      await eventually('a connection', () => broker.counters().resumedConsumers >= cuts);
    }
    await traffic.survives();
  });

  it('is closed by the broker for an error, only that channel is opened anew', async () => {
    const broker = await world.broker();
    const traffic = world.traffic(broker);
    traffic.consume(broker, world.queue);
    await traffic.isUnderWay();
    const connections = proxy.accepted;
    // An ack for a tag that does not exist: the broker answers with PRECONDITION_FAILED and closes the channel.
    jest.spyOn(RawChannel.prototype, 'ack').mockImplementationOnce(function (this: RawChannel) {
      this.amqp.ack({ fields: { deliveryTag: 4_000_000 } } as never);
    });
    await eventually('a consumer that starts anew', () => broker.counters().resumedConsumers === 1);
    await traffic.survives();
    expect(proxy.accepted).toBe(connections);
  });

  it('is that of the publisher, and the exchange was deleted: it comes back with its bindings', async () => {
    const broker = await world.broker();
    const traffic = world.traffic(broker);
    traffic.consume(broker, world.queue);
    await traffic.isUnderWay();
    const connections = proxy.accepted;
    await onRabbit(RABBITMQ_URL, (channel) => channel.deleteExchange(world.names.eventsExchange('shop')));
    await traffic.survives();
    expect(broker.counters().resumedConsumers).toBe(0);
    expect(proxy.accepted).toBe(connections);
  });

  it('is given a message that cannot be put into bytes: it is refused, its neighbours are not confused', async () => {
    const broker = await world.broker();
    const unwritable = { ...world.message('unwritable'), routingKey: 'x'.repeat(300) };
    const neighbours = ids(20).map((id) => broker.publish(world.message(id)));
    await expect(broker.publish(unwritable)).rejects.toThrow('could not be written');
    for (const answer of await Promise.allSettled(neighbours)) {
      if (answer.status === 'rejected') expect(answer.reason).toBeInstanceOf(BrokerUnavailableError);
    }
    await world.connected(broker);
    const nowhere = { ...world.message('nowhere'), exchange: '', routingKey: 'no-such-queue' };
    const [routed, unroutable] = await Promise.all([
      broker.publish(world.message('next')),
      broker.publish(nowhere),
    ]);
    expect([routed, unroutable]).toEqual(['routed', 'unroutable']);
  });

  it('goes dead without being closed: nothing waits for ever', async () => {
    const limits = { rpcTimeoutMs: 500, confirmTimeoutMs: 500, closeTimeoutMs: 500 };
    const broker = await world.broker({ ...limits, heartbeatSeconds: 600 });
    const consumer = new CollectingConsumer(broker, world.queue, () => undefined);
    await broker.publish(world.message('before'));
    await consumer.has(1);
    proxy.freeze();
    await expect(broker.publish(world.message('unconfirmed'))).rejects.toBeInstanceOf(BrokerUnavailableError);
    await expect(broker.declare(world.topology())).rejects.toBeInstanceOf(BrokerUnavailableError);
    await consumer.stop();
    await broker.close();
    expect(broker.status()).toBe('closed');
  });

  it('belongs to one of two brokers in a process, the other does not notice', async () => {
    const [one, other] = [await world.broker(), await world.broker()];
    const consumer = new CollectingConsumer(other, world.queue);
    await one.close();
    await other.publish(world.message('still-there'));
    await consumer.has(1);
    const again = await world.broker();
    await again.publish(world.message('back-again'));
    await consumer.has(2);
  });
});

function messagesIn(queue: string): Promise<number> {
  return onRabbit(RABBITMQ_URL, async (channel) => (await channel.checkQueue(queue)).messageCount);
}
