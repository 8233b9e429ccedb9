import { Logger } from '@nestjs/common';
import { eventually } from '@warren/eventing/testing';
import type { BreakerOptions } from '../../src/handlers/breaker/breaker-options';
import type { ConsumerStatus } from '../../src/handlers/consumer';
import { PermanentError } from '../../src/message/errors';
import { onRabbit } from '../broker/rabbit-admin';
import { TcpProxy } from '../support/tcp-proxy';
import { RABBITMQ_URL, testNamespace } from '../support/test-broker';
import { createTestDatabase, type TestDatabase } from '../support/test-database';
import { HandlingService, type ServiceSetup } from './support/handling-service';
import { createNotes, NoteThing, notes } from './support/note-thing';
import { thingHappened } from './support/thing-happened';

Logger.overrideLogger(false);
jest.setTimeout(120_000);

const BRISK: BreakerOptions = { firstPause: '50ms', longestPause: '200ms' };
/** So long that it does not end within a test. */
const LASTING: BreakerOptions = { firstPause: '1h', longestPause: '1h' };
const OUTAGE = 'connect ECONNREFUSED 10.0.0.1:443';

describe('A handler that fails for everything', () => {
  let database: TestDatabase;
  let services: HandlingService[];
  let proxy: TcpProxy | undefined;
  let isDown: boolean;

  beforeEach(async () => {
    database = await createTestDatabase();
    await createNotes(database.dataSource);
    services = [];
    isDown = false;
  });
  afterEach(async () => {
    await Promise.all(services.map((service) => service.stop()));
    await proxy?.close();
    proxy = undefined;
    await database?.drop();
  });

  /** Its handler needs something that is down while the test says so. */
  async function start(
    handlers: ServiceSetup['handlers'],
    setup: Partial<ServiceSetup> = {},
  ): Promise<HandlingService> {
    const service = await HandlingService.start({
      dataSource: database.dataSource,
      namespace: testNamespace(),
      providers: [NoteThing],
      handlers: { immediateTries: 1, retryDelays: [], breaker: BRISK, ...handlers },
      ...setup,
    });
    services.push(service);
    service.get(NoteThing).afterwards = () => {
      if (isDown) throw new Error(OUTAGE);
    };
    return service;
  }

  const subjects = (count: number, prefix = 'thing') =>
    Array.from({ length: count }, (_, at) => `${prefix}-${at}`);
  const publish = (service: HandlingService, names: string[]) =>
    Promise.all(names.map((subject) => service.publish(thingHappened({ subject }))));
  const statusOf = (service: HandlingService) => service.consumers[0]?.status() as ConsumerStatus;
  const untilPaused = (service: HandlingService) =>
    eventually('it pauses', () => statusOf(service).breaker?.state === 'open');
  const untilWell = (service: HandlingService) =>
    eventually('it works again', () => statusOf(service).breaker?.state === 'closed');
  const readyIn = (service: HandlingService) =>
    onRabbit(RABBITMQ_URL, (channel) => channel.checkQueue(service.names.queue('note-thing')));

  async function eachIsNotedOnce(service: HandlingService, names: string[]): Promise<void> {
    const expected = Object.fromEntries(names.map((name) => [name, 1]));
    await eventually(`all ${names.length} are noted`, async () => {
      const [row]: { count: number }[] = await database.dataSource.query(
        'select count(*)::int as count from note',
      );
      return (row?.count ?? 0) >= names.length;
    });
    expect(await notes(database.dataSource)).toEqual(expected);
    expect(await service.deadLetters.count()).toBe(0);
    const settled = await database.dataSource.query(
      "select count(*)::int as count from eventing.inbox where outcome = 'handled'",
    );
    expect(settled).toEqual([{ count: names.length }]);
  }

  it('parks none of 5 000 and catches up, each with its effect once', async () => {
    // 150 ms of retries: without the breaker every one of them would be parked before the outage is over.
    const service = await start({ concurrency: 20, retryDelays: ['50ms', '100ms'] });
    const names = subjects(5_000);
    isDown = true;
    await publish(service, names);
    await untilPaused(service);
    await eventually(
      'it has looked in vain five times',
      () => (statusOf(service).breaker?.failedProbes ?? 0) >= 5,
    );
    const { tries } = service.get(NoteThing);
    expect(tries.length).toBeLessThan(100);
    expect(await service.deadLetters.count()).toBe(0);
    isDown = false;
    await untilWell(service);
    await eachIsNotedOnce(service, names);
    expect(statusOf(service)).toMatchObject({ state: 'consuming', breaker: { state: 'closed', pauses: 1 } });
  });

  it('loses no retry of a few messages either, however long it takes', async () => {
    const service = await start({ retryDelays: ['200ms'], breaker: { ...BRISK, longestPause: '50ms' } });
    const names = subjects(6);
    isDown = true;
    await publish(service, names);
    await eventually(
      'it looks in vain, again and again',
      () => (statusOf(service).breaker?.failedProbes ?? 0) >= 12,
    );
    const { tries } = service.get(NoteThing);
    expect(Math.max(...tries.map(({ attempt }) => attempt))).toBeGreaterThan(2); // more than it has without the breaker
    expect(await service.deadLetters.count()).toBe(0);
    isDown = false;
    await eachIsNotedOnce(service, names);
  });

  it('says why and until when, takes nothing meanwhile, and gives what it had back to its queue', async () => {
    const service = await start({ breaker: LASTING });
    const names = subjects(50);
    isDown = true;
    await publish(service, names);
    await untilPaused(service);
    await eventually('nothing is in hand', () => statusOf(service).inFlight === 0);
    const status = statusOf(service);
    expect(status.state).toBe('waiting');
    expect(status.detail).toMatch(
      /paused until \d{4}-.*of the last \d+ messages failed, the last with: Error: connect ECONNREFUSED/,
    );
    expect(status.breaker?.until?.getTime()).toBeGreaterThan(Date.now() + 20 * 60_000);
    const parked = await service.deadLetters.count();
    expect(parked).toBeLessThan(5); // without delayed retries, those that failed before it had seen enough
    await eventually('all are in the queue, and nobody takes them', async () => {
      const { messageCount, consumerCount } = await readyIn(service);
      return messageCount === names.length - parked && consumerCount === 0;
    });
  });

  it('stops quickly while it pauses', async () => {
    const service = await start({ breaker: LASTING });
    isDown = true;
    await publish(service, subjects(20));
    await untilPaused(service);
    const before = performance.now();
    await service.stop();
    services = [];
    expect(performance.now() - before).toBeLessThan(10_000); // far less than a stop waits for handlers
  });

  it('stays paused when the connection is lost meanwhile', async () => {
    proxy = await TcpProxy.before(RABBITMQ_URL);
    const service = await start({ breaker: LASTING, retryDelays: ['20ms'] }, { brokerUrl: proxy.url });
    isDown = true;
    await publish(service, subjects(30));
    await untilPaused(service);
    await eventually('nothing is in hand', () => statusOf(service).inFlight === 0);
    const tried = service.get(NoteThing).tries.length;
    proxy.cut();
    await eventually('the cut is noticed', () => service.broker.status() !== 'connected');
    await eventually('a connection', () => service.broker.status() === 'connected');
    await eventually('all are in the queue', async () => (await readyIn(service)).messageCount === 30);
    expect((await readyIn(service)).consumerCount).toBe(0);
    expect(statusOf(service)).toMatchObject({ state: 'waiting', inFlight: 0, breaker: { state: 'open' } });
    expect(service.get(NoteThing).tries).toHaveLength(tried);
  });

  it('does not pause for one bad message among good ones, nor for any number of permanent errors', async () => {
    const service = await start({ retryDelays: ['10ms', '10ms', '10ms'] });
    service.get(NoteThing).afterwards = ({ thingId }) => {
      if (thingId.startsWith('abolished')) throw new PermanentError('abolished');
      if (thingId === 'poison') throw new TypeError('cannot read it');
    };
    await publish(service, ['poison', ...subjects(20), ...subjects(30, 'abolished')]);
    await eventually('the bad ones are parked', async () => (await service.deadLetters.count()) === 31);
    await eventually(
      'the good ones are noted',
      async () => Object.keys(await notes(database.dataSource)).length === 20,
    );
    expect(statusOf(service)).toMatchObject({ state: 'consuming', breaker: { state: 'closed', pauses: 0 } });
  });

  it('parks a bad batch after all when other messages succeed', async () => {
    const service = await start({ retryDelays: ['10ms', '20ms'], concurrency: 5 });
    service.get(NoteThing).afterwards = ({ thingId }) => {
      if (thingId.startsWith('bad')) throw new TypeError('cannot read it');
    };
    await publish(service, subjects(12, 'bad'));
    await eventually('it has paused', () => (statusOf(service).breaker?.pauses ?? 0) > 0);
    let good = 0;
    await eventually('the bad ones are parked, while good ones come', async () => {
      await publish(service, [`good-${good++}`]);
      return (await service.deadLetters.count()) === 12;
    });
    await eventually(
      'the good ones are noted',
      async () => Object.keys(await notes(database.dataSource)).length === good,
    );
  });

  it('counts for each replica by itself: what one puts back another may handle', async () => {
    const namespace = testNamespace();
    const sick = await start({ breaker: LASTING, retryDelays: ['20ms'] }, { namespace });
    isDown = true;
    const names = subjects(30);
    await publish(sick, names);
    await untilPaused(sick);
    const well = await start({ breaker: LASTING }, { namespace });
    well.get(NoteThing).afterwards = () => undefined;
    await eachIsNotedOnce(well, names);
    expect(statusOf(sick).breaker?.state).toBe('open');
    expect(statusOf(well).breaker).toMatchObject({ state: 'closed', pauses: 0 });
  });
});
