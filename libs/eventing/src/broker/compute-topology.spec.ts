import { resolveOptions } from '../resolve-options';
import type { ConsumerDefinition } from '../handlers/consumer';
import { BrokerNames } from './names';
import { computeTopology } from './compute-topology';

const names = new BrokerNames('inventory');

function topology(definitions: ConsumerDefinition[], broker: object = {}) {
  return computeTopology(
    names,
    definitions,
    resolveOptions({ service: 'inventory', broker }, { NODE_ENV: 'test' }),
  );
}

function handler(changes: Partial<ConsumerDefinition> = {}): ConsumerDefinition {
  return {
    name: 'reserve-stock',
    kind: 'handler',
    subscriptions: [{ service: 'orders', routingKey: 'order-placed.v1' }],
    retryDelays: [],
    ...changes,
  };
}

describe('computeTopology', () => {
  it('declares the own exchange and those of the services it listens to, once each', () => {
    const { exchanges } = topology([
      handler(),
      handler({ name: 'other', subscriptions: [{ service: 'orders', routingKey: '#' }] }),
      handler({ name: 'third', subscriptions: [{ service: 'inventory', routingKey: '#' }] }),
    ]);
    expect(exchanges.filter(({ name }) => name.endsWith('.events'))).toEqual([
      { name: 'inventory.events', type: 'topic' },
      { name: 'orders.events', type: 'topic', isForeign: true },
    ]);
  });

  it('gives each consumer a quorum queue whose dead letters are not lost, bound as it asked', () => {
    const subscriptions = [
      { service: 'orders', routingKey: 'order-placed.v1' },
      { service: 'users', routingKey: '#' },
    ];
    const { queues, bindings } = topology([handler({ subscriptions })], { deliveryLimit: 7 });
    expect(queues.find(({ name }) => name === 'inventory.reserve-stock')?.arguments).toEqual({
      'x-queue-type': 'quorum',
      'x-delivery-limit': 7,
      'x-dead-letter-exchange': 'inventory.dead-letters',
      'x-dead-letter-strategy': 'at-least-once',
      'x-overflow': 'reject-publish',
    });
    expect(bindings).toEqual(
      expect.arrayContaining([
        { queue: 'inventory.reserve-stock', exchange: 'orders.events', routingKey: 'order-placed.v1' },
        { queue: 'inventory.reserve-stock', exchange: 'users.events', routingKey: '#' },
      ]),
    );
  });

  it('takes questions for keys of persons from a queue that keeps none, and hands none on', () => {
    const keys = handler({ name: 'personal-keys', kind: 'keys', subscriptions: [] });
    const { queues, bindings, exchanges } = topology([keys]);
    expect(queues.find(({ name }) => name === 'inventory.personal-keys')?.arguments).toEqual({
      'x-queue-type': 'quorum',
      'x-message-ttl': 60_000,
      'x-max-length': 10_000,
    });
    expect(exchanges).toContainEqual({ name: 'inventory.requests', type: 'topic' });
    const queue = 'inventory.personal-keys';
    expect(bindings).toContainEqual({
      queue,
      exchange: 'inventory.requests',
      routingKey: 'personal-keys-requested.v1',
    });
  });

  it('answers requests on an exchange of its own, and gets what it asked for on an exchange that leads nowhere else', () => {
    const { exchanges, queues, bindings } = topology([
      handler({ name: 'control', kind: 'control', subscriptions: [] }),
      handler({ name: 'known-users', kind: 'projection', takesSnapshots: true, subscriptions: [] }),
      handler({ name: 'sales', kind: 'projection', subscriptions: [] }),
    ]);
    expect(exchanges).toEqual(
      expect.arrayContaining([
        { name: 'inventory.requests', type: 'topic' },
        { name: 'inventory.snapshots', type: 'direct' },
      ]),
    );
    expect(queues.find(({ name }) => name === 'inventory.control')?.arguments).toMatchObject({
      'x-queue-type': 'quorum',
      'x-dead-letter-exchange': 'inventory.dead-letters',
    });
    const asked = bindings.filter(({ exchange }) => /requests|snapshots/.test(exchange));
    expect(asked).toEqual([
      { queue: 'inventory.control', exchange: 'inventory.requests', routingKey: 'snapshot-requested.v1' },
      { queue: 'inventory.known-users', exchange: 'inventory.snapshots', routingKey: 'known-users' },
    ]);
  });

  it('reaches each of its queues by name over an exchange of its own, and lets publishers do so over theirs', () => {
    const { exchanges, bindings } = topology([
      handler({
        subscriptions: ['orders', 'users', 'orders'].map((service) => ({ service, routingKey: '#' })),
      }),
    ]);
    const queue = 'inventory.reserve-stock';
    expect(bindings.filter(({ routingKey }) => routingKey === queue)).toEqual(
      ['inventory.direct', 'orders.replays', 'users.replays'].map((exchange) => ({
        ...{ queue, exchange, routingKey: queue },
      })),
    );
    expect(exchanges.filter(({ name }) => /\.(direct|replays)$/.test(name))).toEqual([
      { name: 'inventory.replays', type: 'topic' },
      { name: 'orders.replays', type: 'topic', isForeign: true },
      { name: 'users.replays', type: 'topic', isForeign: true },
      { name: 'inventory.direct', type: 'direct' },
    ]);
  });

  it.each(['answers', 'events', 'replays', 'requests', 'snapshots'])(
    'refuses a consumer called %s: others have a right to the exchange of that name',
    (name) => expect(() => topology([handler({ name })])).toThrow(/the name is reserved/),
  );

  it('needs neither where nobody asks and nobody is asked', () => {
    expect(topology([handler()]).exchanges.map(({ name }) => name)).not.toEqual(
      expect.arrayContaining([expect.stringMatching(/requests|snapshots|answers/)]),
    );
  });

  it('makes one waiting room for each delay, which sends home by the routing key', () => {
    const { exchanges, queues, bindings } = topology([
      handler({ retryDelays: ['1s', '1m'] }),
      handler({ name: 'other', retryDelays: ['1m', '2h'] }),
    ]);
    const rooms = queues.filter(({ name }) => name.startsWith('inventory.retry.'));
    expect(rooms.map(({ name, arguments: args }) => [name, args['x-message-ttl']])).toEqual([
      ['inventory.retry.1s', 1_000],
      ['inventory.retry.1m', 60_000],
      ['inventory.retry.2h', 7_200_000],
    ]);
    for (const { name, arguments: args } of rooms) {
      expect(args).toMatchObject({
        'x-dead-letter-exchange': 'inventory.homecoming',
        'x-dead-letter-strategy': 'at-least-once',
      });
      expect(args).not.toHaveProperty('x-dead-letter-routing-key');
      expect(exchanges).toContainEqual({ name, type: 'fanout' });
      expect(bindings).toContainEqual({ queue: name, exchange: name, routingKey: '' });
    }
  });

  it('brings home to each queue what waited for it, and to the dead letters what has no home any more', () => {
    const { exchanges, bindings } = topology([
      handler({ retryDelays: ['1s'] }),
      handler({ name: 'never-waits' }),
    ]);
    const exchange = 'inventory.homecoming';
    expect(exchanges.filter(({ name }) => name === exchange)).toEqual([
      { name: exchange, type: 'direct', alternate: 'inventory.dead-letters' },
    ]);
    const queue = 'inventory.reserve-stock';
    expect(bindings.filter((binding) => binding.exchange === exchange)).toEqual([
      { queue, exchange, routingKey: queue },
    ]);
  });

  it('gets keys of persons by an exchange to which each of its processes binds a queue, where it needs any', () => {
    const answers = { name: 'inventory.answers', type: 'direct' };
    expect(topology([handler({ name: 'personal-data' })]).exchanges).toContainEqual(answers);
    expect(topology([handler()]).exchanges).not.toContainEqual(answers);
  });

  it('lets dead letters come back as often as it takes to park them', () => {
    const { exchanges, queues, bindings } = topology([
      handler({ name: 'dead-letters', kind: 'dead-letters' }),
    ]);
    const deadLetters = queues.filter(({ name }) => name === 'inventory.dead-letters');
    expect(deadLetters).toEqual([
      {
        name: 'inventory.dead-letters',
        arguments: { 'x-queue-type': 'quorum', 'x-delivery-limit': 2_147_483_647 },
      },
    ]);
    expect(exchanges).toContainEqual({ name: 'inventory.dead-letters', type: 'fanout' });
    expect(bindings).toEqual([
      { queue: 'inventory.dead-letters', exchange: 'inventory.dead-letters', routingKey: '' },
    ]);
  });

  it('makes everything of a temporary run vanish, and a waiting room not before its messages', () => {
    const { exchanges, queues, bindings } = topology([handler({ retryDelays: ['10m'] })], {
      expireAfterMs: 60_000,
    });
    expect(exchanges.every(({ autoDelete }) => autoDelete)).toBe(true);
    expect(queues.map(({ name, arguments: args }) => [name, args['x-expires']])).toEqual([
      ['inventory.reserve-stock', 60_000],
      ['inventory.retry.10m', 660_000],
      ['inventory.dead-letters', 60_000],
    ]);
    // An exchange that was never bound would stay for ever.
    const bound = new Set(bindings.map(({ exchange }) => exchange));
    expect(exchanges.filter(({ name }) => !bound.has(name))).toEqual([]);
  });

  it('prefixes everything with the namespace', () => {
    const all = computeTopology(
      new BrokerNames('inventory', 't1'),
      [handler({ retryDelays: ['1s'] })],
      resolveOptions({ service: 'inventory' }, { NODE_ENV: 'test' }),
    );
    const everything = [...all.exchanges, ...all.queues].map(({ name }) => name);
    expect(everything.filter((name) => !name.startsWith('t1.'))).toEqual([]);
    const letters = all.queues.map(({ arguments: args }) => args['x-dead-letter-exchange']);
    expect(letters).toEqual(['t1.inventory.dead-letters', 't1.inventory.homecoming', undefined]);
  });

  it('refuses a delay that is no duration', () => {
    expect(() => topology([handler({ retryDelays: ['soon'] })])).toThrow('"soon" is no duration');
  });

  it('refuses two consumers that would share a queue', () => {
    expect(() => topology([handler(), handler()])).toThrow('two consumers named "reserve-stock"');
    expect(() => topology([handler({ name: 'dead-letters' })])).toThrow('"dead-letters"');
  });
});
