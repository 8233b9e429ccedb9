import { Logger } from '@nestjs/common';
import { eventually } from '@warren/eventing/testing';
import { startPrivateRabbitMq } from '../../../../tools/servers';
import { onRabbit } from '../broker/rabbit-admin';
import { TcpProxy } from '../support/tcp-proxy';
import { RABBITMQ_URL, testNamespace } from '../support/test-broker';
import { createTestDatabase, type TestDatabase } from '../support/test-database';
import { HandlingService } from './support/handling-service';
import { createNotes, NoteThing, notes } from './support/note-thing';
import { Outage } from './support/outage';
import { thingHappened } from './support/thing-happened';

Logger.overrideLogger(false);
jest.setTimeout(180_000);

const DELIVERY_LIMIT = 2;
const SUBJECTS = Array.from({ length: 30 }, (_, index) => `thing-${index}`);

/** The broker counts a delivery of everything in hand whenever it takes it back. An outage must not use the count up. */
describe('While the database is away and the broker takes messages back', () => {
  let database: TestDatabase;
  let service: HandlingService;
  let outage: Outage | undefined;
  let endServer: (() => Promise<void>) | undefined;

  beforeEach(async () => {
    database = await createTestDatabase();
    await createNotes(database.dataSource);
  });
  afterEach(async () => {
    await outage?.end();
    outage = undefined;
    await service?.stop();
    await endServer?.();
    await database?.drop();
  });

  const status = () => (service.consumers[0] as (typeof service.consumers)[number]).status();

  /** A service in the middle of its work, whose database goes away. */
  async function holdingAll(brokerUrl: string): Promise<void> {
    service = await HandlingService.start({
      dataSource: database.dataSource,
      namespace: testNamespace(),
      providers: [NoteThing],
      handlers: { concurrency: 10 },
      deliveryLimit: DELIVERY_LIMIT,
      brokerUrl,
    });
    await service.publish(thingHappened({ subject: 'warm-up' }));
    await eventually('the first is noted', async () => (await notes(database.dataSource))['warm-up']);
    outage = await Outage.begin(database.url);
    await Promise.all(SUBJECTS.map((subject) => service.publish(thingHappened({ subject }))));
    await eventually('it takes no more', () => status().detail?.includes('the others stay in the queue'));
    expect(status()).toMatchObject({ state: 'waiting', inFlight: 10 });
    expect(status().detail).toContain('the database is away');
  }

  async function eachIsNotedOnce(): Promise<void> {
    await outage?.end();
    outage = undefined;
    const expected = Object.fromEntries(['warm-up', ...SUBJECTS].map((subject) => [subject, 1]));
    await eventually('all are noted', async () => {
      expect(Object.keys(await notes(database.dataSource))).toHaveLength(SUBJECTS.length + 1);
      return true;
    });
    expect(await notes(database.dataSource)).toEqual(expected);
    await eventually('nothing is left', () => status().state === 'consuming' && status().inFlight === 0);
    expect(await service.deadLetters.count()).toBe(0);
  }

  it('because the connection is lost more often than the delivery limit allows: nothing is parked', async () => {
    const proxy = await TcpProxy.before(RABBITMQ_URL);
    endServer = () => proxy.close();
    await holdingAll(proxy.url);
    for (let cuts = 0; cuts <= DELIVERY_LIMIT + 2; cuts += 1) {
      proxy.cut();
      await eventually('the cut is noticed', () => service.broker.status() !== 'connected');
      await eventually('a connection', () => service.broker.status() === 'connected');
      expect(status().inFlight).toBe(10);
    }
    await eachIsNotedOnce();
  });

  it('because they were in hand for too long: they go back, stay in the queue, and nothing is parked', async () => {
    const broker = await startPrivateRabbitMq();
    endServer = () => broker.stop();
    const limits =
      '[application:set_env(rabbit, K, 1000) || K <- [consumer_timeout, channel_tick_interval]].';
    await broker.rabbitmqctl('eval', limits);
    await holdingAll(broker.url);
    const queue = service.names.queue('note-thing');
    const ready = () => onRabbit(broker.url, (channel) => channel.checkQueue(queue));
    await eventually('all are in the queue', async () => (await ready()).messageCount === SUBJECTS.length);
    expect((await ready()).consumerCount).toBe(0);
    await eachIsNotedOnce();
  });
});
