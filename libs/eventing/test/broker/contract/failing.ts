import { withoutDeathHeaders } from '../../../src/broker/death-headers';
import type { IncomingMessage } from '../../../src/broker/broker';
import { CollectingConsumer } from '../collecting-consumer';
import { type Fixture, ids } from './fixture';

export function describeFailing(fixture: () => Fixture): void {
  it('gives up on a message that comes back too often, and says where it came from', async () => {
    const f = fixture();
    const broker = await f.declared({});
    await broker.publish(f.message('poison'));
    const dead = new CollectingConsumer(broker, f.names.deadLetters);
    const deliveries = await f.returnUnsettled(broker, 'watch', () => dead.messages.length > 0);
    expect(deliveries.map(({ deliveryCount }) => deliveryCount)).toEqual([0, 1, 2, 3]);
    expect(dead.messages[0]?.properties).toMatchObject({
      messageId: 'poison',
      headers: { 'x-first-death-queue': f.names.queue('watch'), 'x-first-death-reason': 'delivery_limit' },
    });
    expect(dead.messages[0]?.routingKey).toBe('thing-happened.v1');
    expect(dead.messages[0]?.body.toString()).toBe('{"id":"poison"}');
  });

  it('brings a message home after its delay, the shorter delay first', async () => {
    const f = fixture();
    const broker = await f.declared({ retryDelays: ['1200ms', '200ms'] });
    const consumer = new CollectingConsumer(broker, f.names.queue('watch'));
    const sent = Date.now();
    await broker.publish(retry(f, f.message('long'), '1200ms'));
    await broker.publish(retry(f, f.message('short'), '200ms'));
    await consumer.has(2);
    expect(consumer.ids).toEqual(['short', 'long']);
    expect(Date.now() - sent).toBeGreaterThanOrEqual(1_200);
    expect(consumer.messages.map(({ routingKey }) => routingKey)).toEqual(
      Array(2).fill(f.names.queue('watch')),
    );
  });

  it('brings it home again and again, after the sum of its delays', async () => {
    const f = fixture();
    const delays = ['200ms', '200ms', '400ms'];
    const broker = await f.declared({ retryDelays: delays });
    const sent = Date.now();
    const consumer = new CollectingConsumer(broker, f.names.queue('watch'), (message) => {
      const delay = delays.shift();
      if (delay) void broker.publish(retry(f, message, delay)).then(() => message.ack());
      else message.ack();
    });
    await broker.publish(f.message('again'));
    await consumer.has(4);
    expect(Date.now() - sent).toBeGreaterThanOrEqual(800);
    expect(consumer.messages.map(({ deliveryCount }) => deliveryCount)).toEqual([0, 0, 0, 0]);
  });

  it('brings home one that had hit the delivery limit before, without its death headers, and only so', async () => {
    const f = fixture();
    const broker = await f.declared({ retryDelays: ['300ms'] });
    await broker.publish(f.message('poison'));
    const dead = new CollectingConsumer(broker, f.names.deadLetters);
    await f.returnUnsettled(broker, 'watch', () => dead.messages.length > 0);
    const [poison] = dead.messages;
    if (!poison) throw new Error('there is no dead letter');
    const { headers } = poison.properties;
    const again = (id: string, kept: Record<string, unknown>) =>
      retry(f, f.message(id, { properties: { messageId: id, headers: kept } }), '300ms', false);
    await broker.publish(again('kept', headers ?? {}));
    await broker.publish(again('stripped', withoutDeathHeaders({ ...headers, 'warren-attempt': 2 })));
    const consumer = new CollectingConsumer(broker, f.names.queue('watch'));
    await consumer.has(1);
    await f.settles(() => expect(consumer.ids).toEqual(['stripped']));
    expect(consumer.messages[0]?.properties.headers).toMatchObject({ 'warren-attempt': 2 });
  });

  it('gives to the dead letters what waited for a queue that is gone, and holds up nobody behind it', async () => {
    const f = fixture();
    const broker = await f.declared({ retryDelays: ['200ms'] });
    const astray = { ...retry(f, f.message('astray'), '200ms'), routingKey: f.names.queue('removed') };
    await Promise.all(Array.from({ length: 100 }, () => broker.publish(astray)));
    await broker.publish(retry(f, f.message('behind'), '200ms'));
    const consumer = new CollectingConsumer(broker, f.names.queue('watch'));
    await consumer.has(1);
    const dead = new CollectingConsumer(broker, f.names.deadLetters);
    await dead.has(100);
    expect(consumer.ids).toEqual(['behind']);
    expect(new Set(dead.ids)).toEqual(new Set(['astray']));
  });

  it('reports what differs from the declaration, and declares everything else', async () => {
    const f = fixture();
    const broker = await f.declared({ name: 'first' });
    const topology = f.topology({ name: 'first' }, { name: 'second' });
    const changed = topology.queues.find(({ name }) => name === f.names.queue('first'));
    if (changed) changed.arguments['x-delivery-limit'] = 4;
    const drifts = await broker.declare(topology);
    expect(drifts).toEqual([
      {
        problem: 'differs',
        kind: 'queue',
        name: f.names.queue('first'),
        detail: expect.stringMatching(/x-delivery-limit.*'4'.*'3'/),
      },
    ]);
    const consumers = ['first', 'second'].map((name) => new CollectingConsumer(broker, f.names.queue(name)));
    await broker.publish(f.message('to-both'));
    for (const consumer of consumers) await consumer.has(1);
  });

  it('does not take the innocent along with a message that comes back again and again', async () => {
    const f = fixture();
    const broker = await f.declared({});
    await broker.publish(f.message('poison'));
    for (const id of ids(9)) await broker.publish(f.message(id));
    const dead = new CollectingConsumer(broker, f.names.deadLetters);
    await f.returnUnsettled(broker, 'watch', () => dead.messages.length > 0, 10);
    const consumer = new CollectingConsumer(broker, f.names.queue('watch'));
    await consumer.has(9);
    expect(consumer.ids).toEqual(ids(9));
    expect(dead.ids).toEqual(['poison']);
  });
}

/** The message on its way into the waiting room, addressed to the queue it shall come home to. */
function retry(
  f: Fixture,
  message: { body: Buffer; properties: IncomingMessage['properties'] },
  delay: string,
  strip = true,
) {
  const headers = strip ? withoutDeathHeaders(message.properties.headers) : message.properties.headers;
  return {
    exchange: f.names.retry(delay),
    routingKey: f.names.queue('watch'),
    body: message.body,
    properties: { ...message.properties, headers },
  };
}
