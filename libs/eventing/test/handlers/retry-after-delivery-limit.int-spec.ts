import { Logger } from '@nestjs/common';
import type { Broker, IncomingMessage } from '../../src/broker/broker';
import { createBroker } from '../../src/broker/create-broker';
import { resolveOptions } from '../../src/resolve-options';
import { eventually } from '@warren/eventing/testing';
import { RABBITMQ_URL, testNamespace } from '../support/test-broker';
import { createTestDatabase, type TestDatabase } from '../support/test-database';
import { HandlingService } from './support/handling-service';
import { createNotes, NoteThing, notes } from './support/note-thing';
import { thingHappened } from './support/thing-happened';

Logger.overrideLogger(false);
jest.setTimeout(60_000);

const DELIVERY_LIMIT = 1;

describe('A message that once hit the delivery limit', () => {
  let database: TestDatabase;
  let service: HandlingService;
  const namespace = testNamespace();

  beforeAll(async () => {
    database = await createTestDatabase();
    await createNotes(database.dataSource);
  });

  afterAll(async () => {
    await service?.stop();
    await database?.drop();
  });

  const start = async () => {
    const handlers = { immediateTries: 1, retryDelays: ['100ms' as const, '200ms' as const] };
    const providers = [NoteThing];
    const setup = {
      dataSource: database.dataSource,
      namespace,
      providers,
      handlers,
      deliveryLimit: DELIVERY_LIMIT,
    };
    service = await HandlingService.start(setup);
    return service;
  };

  /** Takes the first message of a queue and goes away: with an ack, or without one, as a process that dies does. */
  async function take(queue: string, how: 'ack' | 'die'): Promise<IncomingMessage> {
    const broker = connect();
    try {
      let message: IncomingMessage | undefined;
      broker.consume({ queue, prefetch: 1 }, (arrived) => (message = arrived));
      const taken = await eventually(`${queue} has a message`, () => message);
      if (how === 'ack') taken.ack();
      return taken;
    } finally {
      await broker.close();
    }
  }

  function connect(): Broker {
    const broker = createBroker(
      resolveOptions({ service: 'test', broker: { url: RABBITMQ_URL, namespace } }, { NODE_ENV: 'test' }),
    );
    broker.start();
    return broker;
  }

  it('comes home from its retry queue when it is sent round again, with all that the broker wrote on it', async () => {
    await start();
    await service.stop(); // its queues stay
    const { names } = service;
    const sender = connect();
    await eventually('the sender is connected', () => sender.status() === 'connected');
    const event = thingHappened({ subject: 'second-chance' });
    const body = Buffer.from(JSON.stringify(event));
    const properties = { messageId: event.id };
    await sender.publish({
      exchange: names.eventsExchange('things'),
      routingKey: 'thing-happened.v1',
      body,
      properties,
    });
    for (let deaths = 0; deaths <= DELIVERY_LIMIT; deaths++) await take(names.queue('note-thing'), 'die');
    const dead = await take(names.deadLetters, 'ack');
    expect(dead.properties.headers?.['x-death']).toMatchObject([{ reason: 'delivery_limit' }]);

    await sender.publish({
      exchange: '',
      routingKey: names.queue('note-thing'),
      body,
      properties: dead.properties,
    });
    await sender.close();
    await start();
    const handler = service.get(NoteThing);
    handler.afterwards = () => {
      if (handler.tries.length < 3) throw new Error('not yet');
    };
    await eventually('it is noted', async () => (await notes(database.dataSource))['second-chance']);
    expect(handler.attemptsOn('second-chance')).toEqual([1, 2, 3]);
  });
});
