import { Logger } from '@nestjs/common';
import type { ConfirmChannel } from 'amqplib';
import { eventually } from '@warren/eventing/testing';
import { startPrivateRabbitMq } from '../../../../tools/servers';
import { BrokerNames, PERSONAL_DATA, PERSONAL_KEYS, PERSONAL_KEYS_REQUESTED } from '../../src/broker/names';
import { RabbitBroker } from '../../src/broker/rabbitmq/rabbit-broker';
import { computeTopology } from '../../src/broker/compute-topology';
import { resolveOptions } from '../../src/resolve-options';
import type { ConsumerDefinition } from '../../src/handlers/consumer';
import { testNamespace } from '../support/test-broker';
import { makeUsers } from './support/generated-users';
import { Intruder, urlFor, type PrivateRabbitMq } from './support/users-of-broker';

Logger.overrideLogger(false);
jest.setTimeout(60_000);

const SERVICES = ['users', 'orders', 'payments'];

const consumer = (name: string, changes: Partial<ConsumerDefinition> = {}): ConsumerDefinition => ({
  ...{ name, kind: 'handler', subscriptions: [], retryDelays: [] },
  ...changes,
});

/** As much of the shop as there has to be to break into. */
const CONSUMERS: Record<string, ConsumerDefinition[]> = {
  users: [
    consumer('control', { kind: 'control' }),
    consumer(PERSONAL_KEYS, { kind: 'keys' }),
    consumer('directory', { retryDelays: ['1s'] }),
  ],
  orders: [
    consumer(PERSONAL_DATA, { subscriptions: [{ service: 'users', routingKey: 'user-forgotten.v1' }] }),
    consumer('known-users', {
      ...{ kind: 'projection', takesSnapshots: true },
      subscriptions: [{ service: 'users', routingKey: '*.*' }],
    }),
  ],
  payments: [
    consumer('authorize', {
      subscriptions: [{ service: 'orders', routingKey: 'confidential.payment-requested.v1' }],
      retryDelays: ['1s'],
    }),
  ],
};

describe('A user of the broker with the rights that the generator gives', () => {
  const namespace = testNamespace();
  const namesOf = (service: string) => new BrokerNames(service, namespace);
  const users = namesOf('users');
  const orders = namesOf('orders');
  const payments = namesOf('payments');
  const notifications = namesOf('notifications');
  const directory = users.queue('directory');
  const body = Buffer.from('{}');
  const brokers = new Map<string, RabbitBroker>();
  const intruders = new Map<string, Intruder>();
  let rabbit: PrivateRabbitMq;

  beforeAll(async () => {
    rabbit = await startPrivateRabbitMq();
    await makeUsers(rabbit, namespace, SERVICES);
  }, 300_000);

  afterAll(async () => {
    await Promise.all([...intruders.values()].map((intruder) => intruder.close()));
    await Promise.all([...brokers.values()].map((broker) => broker.close()));
    await rabbit?.stop();
  });

  /** The service's own client, with everything declared that its code declares. */
  async function declared(service: string): Promise<unknown[]> {
    const names = namesOf(service);
    const broker = new RabbitBroker(service, urlFor(rabbit, names.user(service)), { upkeepMs: 500 });
    brokers.set(service, broker);
    broker.start();
    await eventually('it is connected', () => broker.status() === 'connected');
    const options = resolveOptions({ service, broker: { namespace } }, { NODE_ENV: 'test' });
    return broker.declare(computeTopology(names, CONSUMERS[service] ?? [], options));
  }

  async function attempt(service: string, work: (channel: ConfirmChannel) => unknown) {
    const known = intruders.get(service) ?? (await Intruder.connect(rabbit, namesOf(service).user(service)));
    intruders.set(service, known);
    return known.attempt(work);
  }

  const contents = async (queue: string) => (await brokers.get('users')?.lengthOf(queue)) ?? -1;

  it('lets each service declare and bind all that it needs, in whatever order they start', async () => {
    for (const service of ['payments', 'orders', 'users'])
      expect({ service, drifts: await declared(service) }).toEqual({ service, drifts: [] });
  });

  it('lets a service publish, send to its own queues by name, and read them', async () => {
    const broker = brokers.get('users') as RabbitBroker;
    const publish = (exchange: string, routingKey: string) =>
      broker.publish({ exchange, routingKey, body, properties: {} });
    expect(await publish(users.eventsExchange('users'), 'user-created.v1')).toBe('routed'); // orders listens
    expect(await publish(users.direct, directory)).toBe('routed');
    expect(await publish(users.retry('1s'), directory)).toBe('routed');
    expect(await publish(users.deadLetters, '')).toBe('routed');
    expect(await publish(users.snapshotsExchange('orders'), 'known-users')).toBe('routed'); // orders has asked
    const taken: unknown[] = [];
    const subscription = broker.consume({ queue: directory, prefetch: 10 }, (message) => {
      taken.push(message.properties.userId);
      message.ack();
    });
    await eventually('both are there, the one that waited too', () => taken.length === 2);
    expect(taken).toEqual([`${namespace}.users`, `${namespace}.users`]);
    await subscription.close();
    await publish(users.direct, directory); // one for those who want to steal it
  });

  it('lets a service ask another one, and send events once more to one queue that takes them', async () => {
    const asks = await attempt('orders', (channel) =>
      channel.publish(users.requestsExchange('users'), 'snapshot-requested.v1', body, { mandatory: true }),
    );
    expect(asks).toBeUndefined();
    const replay = { exchange: orders.replaysExchange('orders'), routingKey: payments.queue('authorize') };
    expect(await brokers.get('orders')?.publish({ ...replay, body, properties: {} })).toBe('routed');
  });

  it('lets a service ask another one for keys of persons, and get the answer', async () => {
    const owner = brokers.get('users') as RabbitBroker;
    const desk = owner.consume({ queue: users.queue(PERSONAL_KEYS), prefetch: 1 }, (question) => {
      const { replyTo = '', correlationId } = question.properties;
      const exchange = users.answersExchange('orders');
      const answer = {
        exchange,
        routingKey: replyTo,
        body: Buffer.from('keys'),
        properties: { correlationId },
      };
      void owner.publish(answer);
      question.ack();
    });
    const exchange = users.requestsExchange('users');
    const question = { exchange, routingKey: PERSONAL_KEYS_REQUESTED, body, properties: {} };
    const asker = brokers.get('orders') as RabbitBroker;
    expect(String(await asker.ask(question, orders.answersExchange('orders'), 20_000))).toBe('keys');
    await desk.close();
  });

  describe.each([
    ['a service that has nothing to do with it', 'payments'],
    ['a service that listens to it and asks it', 'orders'],
  ])('refuses %s', (_who, who) => {
    const own = namesOf(who);
    const mine = own.queue('stolen');

    it.each<[string, (channel: ConfirmChannel) => unknown]>([
      [
        'to publish events of another',
        (c) => c.publish(users.eventsExchange('users'), 'user-created.v1', body),
      ],
      ['to publish into its queue by the default exchange', (c) => c.publish('', directory, body)],
      ['to publish into its own queue by the default exchange', (c) => c.publish('', own.queue('x'), body)],
      ['to publish to its direct exchange', (c) => c.publish(users.direct, directory, body)],
      ['to publish to its waiting room', (c) => c.publish(users.retry('1s'), directory, body)],
      ['to publish its replays', (c) => c.publish(users.replaysExchange('users'), directory, body)],
      ['to publish to its dead letters', (c) => c.publish(users.deadLetters, '', body)],
      [
        'to ask for what is no snapshot',
        (c) => c.publish(users.requestsExchange('users'), 'delete-everything.v1', body),
      ],
      ['to consume from its queue', (c) => c.consume(directory, () => undefined)],
      ['to get from its queue', (c) => c.get(directory)],
      ['to get from its dead letters', (c) => c.get(users.deadLetters)],
      ['to get from the queue of its requests', (c) => c.get(users.queue('control'))],
      ['to get what it is asked for keys', (c) => c.get(users.queue(PERSONAL_KEYS))],
      [
        'to answer what another was asked',
        (c) => c.publish(notifications.answersExchange('notifications'), 'x', body),
      ],
      ['to delete its queue', (c) => c.deleteQueue(directory)],
      ['to purge its queue', (c) => c.purgeQueue(directory)],
      ['to bind its queue', (c) => c.bindQueue(directory, own.eventsExchange(who), '#')],
      [
        'to bind the queue of its requests',
        (c) => c.bindQueue(users.queue('control'), own.eventsExchange(who), '#'),
      ],
      ['to unbind its queue', (c) => c.unbindQueue(directory, users.direct, directory)],
      ['to declare a queue of its name', (c) => c.assertQueue(users.queue('new'))],
      ['to declare an exchange of its name', (c) => c.assertExchange(users.eventsExchange('users'), 'topic')],
      ['to delete its exchange', (c) => c.deleteExchange(users.eventsExchange('users'))],
      [
        'to lead an exchange into its own',
        (c) => c.bindExchange(users.eventsExchange('users'), own.eventsExchange(who), '#'),
      ],
      [
        'to have a queue of its own die into its exchange',
        (c) =>
          c.assertQueue(mine, { arguments: { 'x-dead-letter-exchange': users.eventsExchange('users') } }),
      ],
      [
        'to have a queue of its own die into the default exchange',
        (c) => c.assertQueue(mine, { arguments: { 'x-dead-letter-exchange': '' } }),
      ],
      [
        'to have an exchange of its own hand on to another',
        (c) => c.assertExchange(`${mine}.x`, 'topic', { alternateExchange: users.eventsExchange('users') }),
      ],
      [
        'to listen to its direct exchange',
        async (c) => {
          await c.assertQueue(mine, { autoDelete: true });
          await c.bindQueue(mine, users.direct, directory);
        },
      ],
      [
        'to listen to the answers that another gets',
        async (c) => {
          await c.assertQueue(mine, { autoDelete: true });
          await c.bindQueue(mine, notifications.answersExchange('notifications'), 'x');
        },
      ],
    ])('%s', async (_what, work) => {
      expect(await attempt(who, work)).toMatch(/403 \(ACCESS.REFUSED\)/);
    });
  });

  it.each([
    ['everything of one that it listens to', 'payments', orders.eventsExchange('orders'), '#'],
    [
      'what is confidential and not meant for it',
      'payments',
      orders.eventsExchange('orders'),
      'confidential.#',
    ],
    ['a service that it does not consume', 'payments', users.eventsExchange('users'), 'user-created.v1'],
    ['the retries of another', 'orders', payments.retry('1s'), ''],
    [
      'what is sent once more to another',
      'payments',
      orders.replaysExchange('orders'),
      notifications.queue('tell-customer'),
    ],
    ['all that is sent once more', 'payments', orders.replaysExchange('orders'), '#'],
  ])('does not let a service listen to %s', async (_what, who, exchange, routingKey) => {
    const queue = namesOf(who).queue('curious');
    const refusal = await attempt(who, async (channel) => {
      await channel.assertQueue(queue, { autoDelete: true });
      await channel.bindQueue(queue, exchange, routingKey);
    });
    expect(refusal).toMatch(/403 \(ACCESS.REFUSED\)/);
  });

  it('does not let a service ask for keys of persons of whom it does not hear', async () => {
    const refusal = await attempt('payments', (channel) =>
      channel.publish(users.requestsExchange('users'), PERSONAL_KEYS_REQUESTED, body),
    );
    expect(refusal).toMatch(/403 \(ACCESS.REFUSED\)/);
  });

  it('lets nobody publish under the name of another', async () => {
    const refusal = await attempt('orders', (channel) =>
      channel.publish(orders.eventsExchange('orders'), 'order-placed.v1', body, {
        userId: users.user('users'),
      }),
    );
    expect(refusal).toMatch(/406.*user_id property set to/);
  });

  it('has left everything of the other as it was', async () => {
    expect(await contents(directory)).toBe(1);
    expect(await contents(users.queue('control'))).toBe(1); // what orders has asked
    expect(await contents(users.deadLetters)).toBe(1);
  });

  it('can be given again, with other passwords, at any time', async () => {
    await makeUsers(rabbit, namespace, ['payments']);
    expect(await declaredAgain('payments')).toEqual([]);
  }, 240_000);

  async function declaredAgain(service: string): Promise<unknown[]> {
    await brokers.get(service)?.close();
    return declared(service);
  }
});
