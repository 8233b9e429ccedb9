import { setTimeout as pause } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import { PermanentError } from '../../src/message/errors';
import { eventually } from '@warren/eventing/testing';
import { testNamespace } from '../support/test-broker';
import { createTestDatabase, type TestDatabase } from '../support/test-database';
import { HandlingService } from './support/handling-service';
import { createNotes, NoteThing, notes } from './support/note-thing';
import { limitedTo } from './support/limited-role';
import { Outage } from './support/outage';
import { thingHappened } from './support/thing-happened';

Logger.overrideLogger(false);
jest.setTimeout(90_000);

describe('While the database is away', () => {
  let database: TestDatabase;
  let namespace: string;
  let service: HandlingService;
  let handler: NoteThing;
  let outage: Outage | undefined;

  beforeEach(async () => {
    database = await createTestDatabase();
    await createNotes(database.dataSource);
    namespace = testNamespace();
    await start();
  });

  afterEach(async () => {
    await outage?.end();
    outage = undefined;
    await service?.stop();
    await database?.drop();
  });

  async function start(dataSource = database.dataSource, concurrency = 5): Promise<void> {
    const handlers = { concurrency, immediateTries: 2, retryDelays: [] };
    service = await HandlingService.start({
      dataSource,
      namespace,
      providers: [NoteThing],
      handlers,
    });
    handler = service.get(NoteThing);
  }

  const consumer = () => service.consumers[0] as (typeof service.consumers)[number];
  const beginOutage = async () => (outage = await Outage.begin(database.url));
  const endOutage = async () => {
    await outage?.end();
    outage = undefined;
  };
  const held = (count: number) =>
    eventually(`${count} messages are held`, () => parseInt(consumer().status().detail ?? '', 10) >= count);
  const allNoted = async (subjects: string[]) => {
    const expected = Object.fromEntries(subjects.map((subject) => [subject, 1]));
    await eventually(
      'all are noted',
      async () => Object.keys(await notes(database.dataSource)).length >= subjects.length,
    );
    expect(await notes(database.dataSource)).toEqual(expected);
  };
  const publishAll = (subjects: string[]) =>
    Promise.all(subjects.map((subject) => service.publish(thingHappened({ subject }))));

  it('messages are held, none is parked, no try is counted, and it goes on by itself', async () => {
    let release: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => (release = resolve));
    handler.afterwards = () => gate;
    const running = ['running-1', 'running-2'];
    const later = Array.from({ length: 20 }, (_, index) => `later-${index}`);
    await publishAll(['warm-up']);
    release();
    await eventually('the first is noted', async () => (await notes(database.dataSource))['warm-up']);

    const secondGate = new Promise<void>((resolve) => (release = resolve));
    let inside = 0;
    handler.afterwards = () => {
      inside += 1;
      return secondGate;
    };
    await publishAll(running);
    await eventually('both run, in the middle of their transactions', () => inside === 2);
    await beginOutage();
    release();
    await publishAll(later);
    await held(5);
    const { state, inFlight, detail } = consumer().status();
    expect(state).toBe('waiting');
    expect(inFlight).toBe(5); // as many as are handled at a time; the rest stays in the queue
    expect(detail).toContain('not currently accepting connections');

    await endOutage();
    await allNoted(['warm-up', ...running, ...later]);
    expect(await service.deadLetters.count()).toBe(0);
    expect(new Set(handler.tries.map(({ attempt }) => attempt))).toEqual(new Set([1]));
    await eventually('it says so', () => consumer().status().state === 'consuming');
  });

  it('a message that is to be parked is held too, and parked afterwards', async () => {
    handler.afterwards = async ({ thingId }) => {
      if (thingId !== 'doomed') return;
      await beginOutage();
      throw new PermanentError('abolished');
    };
    await publishAll(['doomed']);
    await held(1);
    expect(consumer().status().detail).toContain('it cannot be parked');
    await endOutage();
    await eventually('it is parked', () => service.deadLetters.count({ reason: 'permanent' }));
    await publishAll(['next']);
    await allNoted(['next']);
  });

  it('what is held is left to the broker when the service stops, and handled by the next one', async () => {
    await publishAll(['warm-up']);
    await allNoted(['warm-up']);
    await beginOutage();
    await publishAll(['held-1', 'held-2']);
    await held(2);
    await service.stop(); // though the database is still away
    expect(consumer().status()).toMatchObject({ state: 'stopped', inFlight: 0 });

    await endOutage();
    await start();
    await allNoted(['warm-up', 'held-1', 'held-2']);
    expect(await service.deadLetters.count()).toBe(0);
  });

  it('a server that has fewer connections than the pool wants makes it slower, and nothing else', async () => {
    const limited = await limitedTo(2, database);
    try {
      await service.stop();
      await start(limited.dataSource, 50);
      handler.afterwards = () => pause(5);
      const subjects = Array.from({ length: 200 }, (_, index) => `narrow-${index}`);
      await publishAll(subjects);
      await allNoted(subjects);
      expect(await service.deadLetters.count()).toBe(0);
      expect(new Set(handler.tries.map(({ attempt }) => attempt))).toEqual(new Set([1]));
      await service.stop();
    } finally {
      await limited.end();
    }
  });

  it('a connection that breaks in the middle, with the database still there, does not count as a try', async () => {
    let broken = false;
    handler.afterwards = async () => {
      if (broken) return;
      broken = true;
      await database.dataSource.query(
        `select pg_terminate_backend(pid) from pg_stat_activity
         where datname = current_database() and pid <> pg_backend_pid() and state = 'idle in transaction'`,
      );
    };
    await publishAll(['broken']);
    await allNoted(['broken']);
    expect(handler.attemptsOn('broken')).toEqual([1, 1]);
  });
});
