import { BrokerRefusedError, BrokerUnavailableError } from '../../../src/broker/broker-errors';
import { eventually } from '@warren/eventing/testing';
import { CollectingConsumer } from '../collecting-consumer';
import { type Fixture, ids } from './fixture';

const on = (...keys: string[]) => keys.map((routingKey) => ({ service: 'shop', routingKey }));

export function describePublishing(fixture: () => Fixture): void {
  it('brings a message into every queue whose pattern its key matches, and into no other', async () => {
    const f = fixture();
    const broker = await f.declared(
      { name: 'exact', subscriptions: on('order-placed.v1') },
      { name: 'any-version', subscriptions: on('order-placed.*') },
      { name: 'everything', subscriptions: on('#') },
      { name: 'two-kinds', subscriptions: on('order-placed.v1', 'order-paid.#') },
    );
    const consume = (name: string) => new CollectingConsumer(broker, f.names.queue(name));
    const [exact, anyVersion, everything, twoKinds] = [
      consume('exact'),
      consume('any-version'),
      consume('everything'),
      consume('two-kinds'),
    ];
    const keys = ['order-placed.v1', 'order-placed.v2', 'order-paid.v1', 'order-placed'];
    for (const key of keys) expect(await broker.publish(f.message(key, { routingKey: key }))).toBe('routed');
    await everything.has(4);
    await twoKinds.has(2);
    await anyVersion.has(2);
    await exact.has(1);
    expect(everything.ids).toEqual(keys);
    expect(twoKinds.ids).toEqual(['order-placed.v1', 'order-paid.v1']);
    expect(anyVersion.ids).toEqual(['order-placed.v1', 'order-placed.v2']);
    expect(exact.ids).toEqual(['order-placed.v1']);
  });

  it('brings an answer to the one who asked, by name, and says when there is nobody of that name', async () => {
    const f = fixture();
    const broker = await f.declared(
      { name: 'known-users', takesSnapshots: true },
      { name: 'known-products', takesSnapshots: true },
      { name: 'watch' },
    );
    const [users, products, watch] = ['known-users', 'known-products', 'watch'].map(
      (name) => new CollectingConsumer(broker, f.names.queue(name)),
    ) as [CollectingConsumer, CollectingConsumer, CollectingConsumer];
    const exchange = f.names.snapshotsExchange('shop');
    const answer = (id: string, routingKey: string) =>
      broker.publish(f.message(id, { exchange, routingKey }));
    expect(await answer('users', 'known-users')).toBe('routed');
    expect(await answer('products', 'known-products')).toBe('routed');
    expect(await answer('nobody', 'watch')).toBe('unroutable');
    expect(await answer('everybody', '#')).toBe('unroutable');
    await broker.publish(f.message('last'));
    await Promise.all([users.has(2), products.has(2), watch.has(1)]);
    expect([users.ids, products.ids, watch.ids]).toEqual([['users', 'last'], ['products', 'last'], ['last']]);
  });

  it('carries properties, headers and bytes unharmed', async () => {
    const f = fixture();
    const broker = await f.declared({});
    const consumer = new CollectingConsumer(broker, f.names.queue('watch'));
    const properties = {
      messageId: 'id-1',
      type: 'shop.thing-happened.v1',
      appId: 'shop',
      correlationId: 'c-1',
      contentType: 'application/cloudevents+json',
      timestamp: 1_700_000_000,
      headers: { 'warren-attempt': 3, note: 'Grüße', nested: { list: ['a', 1] } },
    };
    await broker.publish(f.message('id-1', { properties, body: Buffer.from([0, 255, 10, 13, 128]) }));
    await consumer.has(1);
    const [arrived] = consumer.messages;
    expect(arrived?.properties).toEqual({ ...properties, userId: f.underTest.user });
    expect([...(arrived?.body ?? [])]).toEqual([0, 255, 10, 13, 128]);
    expect(arrived).toMatchObject({
      queue: f.names.queue('watch'),
      exchange: f.names.eventsExchange('shop'),
      routingKey: 'thing-happened.v1',
      redelivered: false,
      deliveryCount: 0,
    });
  });

  it('tells who has published a message, and of what was passed on whose it was', async () => {
    const f = fixture();
    const broker = await f.declared({});
    const consumer = new CollectingConsumer(broker, f.names.queue('watch'));
    for (const userId of [undefined, 'somebody', ''])
      await broker.publish(
        f.message(`for ${userId}`, { properties: { messageId: `for ${userId}`, userId } }),
      );
    await consumer.has(3);
    const publishers = consumer.messages.map(({ properties }) => properties.userId);
    expect(publishers).toEqual([f.underTest.user, 'somebody', undefined]);
  });

  it('takes a binding away, also one that is not there, and tells how long a queue is', async () => {
    const f = fixture();
    const broker = await f.declared({
      subscriptions: [{ service: 'shop', routingKey: 'thing-happened.v1' }],
    });
    const queue = f.names.queue('watch');
    const exchange = f.names.eventsExchange('shop');
    const routingKey = 'thing-happened.v1';
    expect(await broker.publish(f.message('before'))).toBe('routed');
    await eventually('it lies there', async () => (await broker.lengthOf(queue)) === 1);
    await broker.unbind({ queue, exchange, routingKey });
    await broker.unbind({ queue, exchange, routingKey });
    expect(await broker.publish(f.message('after'))).toBe('unroutable');
    await broker.unbind({ queue: `${queue}-of-old`, exchange, routingKey });
    expect(await broker.lengthOf(`${queue}-of-old`)).toBeUndefined();
  });

  it('keeps the order of the calls, and tells for each message whether any queue took it', async () => {
    const f = fixture();
    const broker = await f.declared({ subscriptions: on('wanted.v1') });
    const consumer = new CollectingConsumer(broker, f.names.queue('watch'));
    const wanted = (index: number) => index % 3 !== 0;
    const outcomes = await Promise.all(
      ids(1_200).map((id, index) =>
        broker.publish(f.message(id, { routingKey: wanted(index) ? 'wanted.v1' : 'ignored.v1' })),
      ),
    );
    expect(outcomes).toEqual(ids(1_200).map((_, index) => (wanted(index) ? 'routed' : 'unroutable')));
    expect(broker.counters()).toMatchObject({ confirmed: 1_200, unroutable: 400 });
    await consumer.has(800);
    expect(consumer.ids).toEqual(ids(1_200).filter((_, index) => wanted(index)));
  });

  it('takes the routing key for a queue on the default exchange', async () => {
    const f = fixture();
    const broker = await f.declared({});
    const consumer = new CollectingConsumer(broker, f.names.queue('watch'));
    const to = (queue: string) => f.message(queue, { exchange: '', routingKey: f.names.queue(queue) });
    expect(await broker.publish(to('watch'))).toBe('routed');
    expect(await broker.publish(to('no-such'))).toBe('unroutable');
    await consumer.has(1);
    expect(consumer.ids).toEqual(['watch']);
  });

  it('refuses a message for an exchange that does not exist, without harm to its neighbours', async () => {
    const f = fixture();
    const broker = await f.declared({});
    const elsewhere = { exchange: f.names.eventsExchange('nobody') };
    const outcomes = await Promise.allSettled(
      ids(60).map((id, index) => broker.publish(f.message(id, index % 2 ? {} : elsewhere))),
    );
    const refused = outcomes.filter(
      (outcome) => outcome.status === 'rejected' && outcome.reason instanceof BrokerRefusedError,
    );
    expect(refused).toHaveLength(30);
    expect(outcomes.filter((outcome) => outcome.status === 'fulfilled')).toHaveLength(30);
    expect(broker.status()).toBe('connected');
  });

  it('rejects at once while the broker is away, and keeps nothing for later', async () => {
    const f = fixture();
    const broker = await f.declared({});
    const consumer = new CollectingConsumer(broker, f.names.queue('watch'));
    f.underTest.goAway();
    await eventually('a lost connection', () => broker.status() === 'connecting');
    await expect(broker.publish(f.message('while-away'))).rejects.toBeInstanceOf(BrokerUnavailableError);
    f.underTest.comeBack();
    await eventually('a new connection', () => broker.status() === 'connected');
    await broker.publish(f.message('after'));
    await consumer.has(1);
    expect(consumer.ids).toEqual(['after']);
  });

  it('leaves no publish unanswered when the connections are cut', async () => {
    const f = fixture();
    const broker = await f.declared({});
    const consumer = new CollectingConsumer(broker, f.names.queue('watch'));
    await broker.publish(f.message('first')); // from now on the exchange is known, and messages go out at once
    const answers = Promise.allSettled(ids(2_000).map((id) => broker.publish(f.message(id))));
    f.underTest.cutConnections();
    const confirmed = (await answers).flatMap(({ status }, index) =>
      status === 'fulfilled' ? `m${index}` : [],
    );
    await eventually('a new connection', () => broker.status() === 'connected');
    await broker.publish(f.message('last'));
    await eventually('the last message', () => consumer.ids.includes('last'));
    await eventually('every confirmed one', () => confirmed.every((id) => consumer.ids.includes(id)));
  });

  it('sends nothing to which there is an obstacle when its turn has come, and throws that', async () => {
    const f = fixture();
    const broker = await f.declared({});
    const consumer = new CollectingConsumer(broker, f.names.queue('watch'));
    const obstacle = new Error('not any more');
    const outcomes = await Promise.allSettled([
      broker.publish(f.message('first'), () => undefined),
      broker.publish(f.message('unwanted'), () => obstacle),
      broker.publish(f.message('last')),
    ]);
    expect(outcomes[1]).toEqual({ status: 'rejected', reason: obstacle });
    await consumer.has(2);
    expect(consumer.ids).toEqual(['first', 'last']);
    expect(broker.counters().confirmed).toBe(2);
  });

  it('rejects after it was closed', async () => {
    const f = fixture();
    const broker = await f.declared({});
    await broker.close();
    await expect(broker.publish(f.message('too-late'))).rejects.toBeInstanceOf(BrokerUnavailableError);
    await broker.close();
  });
}
