import { AsyncLocalStorage } from 'node:async_hooks';
import type { IncomingMessage } from '../../../src/broker/broker';
import { eventually } from '@warren/eventing/testing';
import { CollectingConsumer } from '../collecting-consumer';
import { type Fixture, ids } from './fixture';

const keep = () => undefined;

export function describeConsuming(fixture: () => Fixture): void {
  it('hands out one message until a first one is settled, then as many as the prefetch allows', async () => {
    const f = fixture();
    const broker = await f.declared({});
    for (const id of ids(20)) await broker.publish(f.message(id));
    const consumer = new CollectingConsumer(broker, f.names.queue('watch'), keep, 7);
    await consumer.has(1);
    await f.settles(() => expect(consumer.messages).toHaveLength(1));
    consumer.messages[0]?.ack();
    await consumer.has(8);
    await f.settles(() => expect(consumer.ids).toEqual(ids(8)));
    consumer.messages[3]?.ack();
    await consumer.has(9);
    await f.settles(() => expect(consumer.ids).toEqual(ids(9)));
  });

  it('hands out a backlog in order, also while it goes from one message to as many as it may', async () => {
    const f = fixture();
    const broker = await f.declared({});
    for (const id of ids(20)) await broker.publish(f.message(id));
    const consumer = new CollectingConsumer(broker, f.names.queue('watch'), (message) => message.ack(), 10);
    await consumer.has(20);
    expect(consumer.ids).toEqual(ids(20));
    expect(consumer.messages).toMatchObject(Array(20).fill({ redelivered: false, deliveryCount: 0 }));
  });

  it('does not hand out again what was settled, and hands out again, counted, what was not', async () => {
    const f = fixture();
    const broker = await f.declared({});
    for (const id of ids(10)) await broker.publish(f.message(id));
    const settled = (message: IncomingMessage) => message.properties.messageId?.match(/[02468]/);
    const first = new CollectingConsumer(broker, f.names.queue('watch'), (m) => settled(m) && m.ack(), 10);
    await first.has(10);
    await first.stop();
    const second = new CollectingConsumer(broker, f.names.queue('watch'), keep, 10);
    await second.has(1);
    for (let count = 1; count <= 5; count += 1) {
      await second.has(count);
      second.messages[count - 1]?.ack();
    }
    await f.settles(() => expect(second.ids).toEqual(['m1', 'm3', 'm5', 'm7', 'm9']));
    const returned = { redelivered: true, deliveryCount: 1 };
    expect(second.messages).toMatchObject(Array(5).fill(returned));
  });

  it('settles everything up to a message, and nothing after it', async () => {
    const f = fixture();
    const broker = await f.declared({});
    for (const id of ids(10)) await broker.publish(f.message(id));
    const first = new CollectingConsumer(
      broker,
      f.names.queue('watch'),
      (m) => id(m) === 'm0' && m.ack(),
      20,
    );
    await first.has(10);
    expect(first.messages[6]?.ackUpTo()).toBe(true);
    expect(first.messages[6]?.ackUpTo()).toBe(false);
    expect(first.messages[4]?.ack()).toBe(false);
    await first.stop();
    const second = new CollectingConsumer(broker, f.names.queue('watch'));
    await second.has(3);
    await f.settles(() => expect(second.ids).toEqual(['m7', 'm8', 'm9']));
  });

  it('lets what was handed out be settled after cancelling, and hands out no more', async () => {
    const f = fixture();
    const broker = await f.declared({});
    for (const id of ids(8)) await broker.publish(f.message(id));
    const first = new CollectingConsumer(broker, f.names.queue('watch'), (m) => id(m) === 'm0' && m.ack(), 4);
    await first.has(5);
    await first.subscription.cancel();
    expect(first.subscription.status()).toBe('stopped');
    const handedOut = first.messages.length;
    for (const message of first.messages.slice(1)) expect(message.ack()).toBe(true);
    await f.settles(() => expect(first.messages).toHaveLength(handedOut));
    await first.subscription.close();
    const second = new CollectingConsumer(broker, f.names.queue('watch'));
    await second.has(8 - handedOut);
    expect(second.ids).toEqual(ids(8).slice(handedOut));
  });

  it('shares the messages of a queue between its consumers', async () => {
    const f = fixture();
    const broker = await f.declared({});
    const other = await f.client();
    const consumers = [broker, broker, other].map(
      (client) => new CollectingConsumer(client, f.names.queue('watch')),
    );
    await eventually('three consumers', () =>
      consumers.every(({ subscription }) => subscription.status() === 'consuming'),
    );
    await Promise.all(ids(300).map((id) => broker.publish(f.message(id))));
    await eventually('all messages', () => consumers.flatMap((consumer) => consumer.ids).length >= 300);
    expect(consumers.flatMap((consumer) => consumer.ids).sort()).toEqual(ids(300).sort());
    for (const consumer of consumers) expect(consumer.messages.length).toBeGreaterThan(0);
  });

  it('goes on when a consumer throws', async () => {
    const f = fixture();
    const broker = await f.declared({});
    const consumer = new CollectingConsumer(broker, f.names.queue('watch'), (message) => {
      message.ack();
      throw new Error('a bug in the consumer');
    });
    for (const id of ids(3)) await broker.publish(f.message(id));
    await consumer.has(3);
    expect(consumer.ids).toEqual(ids(3));
  });

  it('hands out in the context in which consuming began, not in that of whoever publishes or settles', async () => {
    const f = fixture();
    const broker = await f.declared({});
    const where = new AsyncLocalStorage<string>();
    const seen: (string | undefined)[] = [];
    const consumer = where.run(
      'consumer',
      () =>
        new CollectingConsumer(broker, f.names.queue('watch'), (message) => {
          seen.push(where.getStore());
          where.run('settling', () => message.ack());
        }),
    );
    for (const id of ids(5)) await where.run('publisher', () => broker.publish(f.message(id)));
    await consumer.has(5);
    expect(seen).toEqual(Array(5).fill('consumer'));
  });

  it('waits for a queue that does not exist yet', async () => {
    const f = fixture();
    const broker = await f.client();
    const consumer = new CollectingConsumer(broker, f.names.queue('watch'));
    expect(consumer.subscription.status()).toBe('waiting');
    await broker.declare(f.topology({}));
    await eventually('consuming', () => consumer.subscription.status() === 'consuming');
    await broker.publish(f.message('first'));
    await consumer.has(1);
  });
}

function id({ properties }: IncomingMessage): string | undefined {
  return properties.messageId;
}
