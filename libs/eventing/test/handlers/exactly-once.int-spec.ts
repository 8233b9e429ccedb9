import fc from 'fast-check';
import { Logger } from '@nestjs/common';
import type { EventEnvelope } from '../../src/message/envelope';
import { eventually } from '@warren/eventing/testing';
import { testNamespace } from '../support/test-broker';
import { createTestDatabase, type TestDatabase } from '../support/test-database';
import { HandlingService } from './support/handling-service';
import { createNotes, NoteThing, notes } from './support/note-thing';
import { thingHappened } from './support/thing-happened';

Logger.overrideLogger(false);

jest.setTimeout(60_000);

describe('A handler under duplicates', () => {
  let database: TestDatabase;
  let services: HandlingService[];

  beforeAll(async () => {
    database = await createTestDatabase({ poolSize: 20 });
    await createNotes(database.dataSource);
    const namespace = testNamespace();
    const start = () =>
      HandlingService.start({
        dataSource: database.dataSource,
        namespace,
        providers: [NoteThing],
        handlers: { concurrency: 8, retryDelays: ['200ms'] },
      });
    services = [await start(), await start()]; // two replicas on one queue
  });

  beforeEach(() => noting().forEach((handler) => (handler.afterwards = () => undefined)));

  afterAll(async () => {
    await Promise.all((services ?? []).map((service) => service.stop()));
    await database?.drop();
  });

  let published = 0;
  const publish = (event: EventEnvelope) => {
    published += 1;
    return (services[0] as HandlingService).publish(event);
  };
  const noting = () => services.map((service) => service.get(NoteThing));
  const tries = () => noting().reduce((sum, { tries: all }) => sum + all.length, 0);

  /** Everything that was published has been delivered, and nothing is under way any more. */
  async function settled(): Promise<void> {
    const delivered = () => services.reduce((sum, { broker }) => sum + broker.counters().delivered, 0);
    await eventually(`all ${published} messages are delivered`, () => delivered() >= published);
    const consumers = services.flatMap((service) => service.consumers);
    await eventually('all is settled', () => consumers.every((consumer) => consumer.status().inFlight === 0));
  }

  it('has each effect once, in whatever order and number the deliveries come', async () => {
    const script = fc.array(fc.nat({ max: 11 }), { minLength: 1, maxLength: 60 });
    await fc.assert(
      fc.asyncProperty(script, async (deliveries) => {
        await database.dataSource.query('truncate note');
        const events = Array.from({ length: 12 }, (_, index) => thingHappened({ subject: `thing-${index}` }));
        await Promise.all(deliveries.map((index) => publish(events[index] as EventEnvelope)));
        await settled();
        const expected = Object.fromEntries([...new Set(deliveries)].map((index) => [`thing-${index}`, 1]));
        expect(await notes(database.dataSource)).toEqual(expected);
      }),
      { numRuns: 15 },
    );
  });

  it('a duplicate that comes while the first is being handled waits for it, and is not handled', async () => {
    const event = thingHappened({ subject: 'concurrent' });
    let release: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => (release = resolve));
    noting().forEach((handler) => (handler.afterwards = () => gate));
    const before = tries();
    await Promise.all(Array.from({ length: 6 }, () => publish(event)));
    await eventually('five duplicates wait for the first one', async () => {
      const waiting: { n: number }[] = await database.dataSource.query(
        `select count(*)::int as n from pg_stat_activity
         where datname = current_database() and wait_event_type = 'Lock' and query like '%eventing.inbox%'`,
      );
      return waiting[0]?.n === 5;
    });
    release();
    await settled();
    expect(tries() - before).toBe(1);
    expect((await notes(database.dataSource)).concurrent).toBe(1);
  });

  it('a duplicate that waited takes over when the first one fails', async () => {
    const event = thingHappened({ subject: 'taken-over' });
    let failures = 0;
    const failFirst = () => {
      if (failures++ === 0) throw new Error('the first one fails');
    };
    noting().forEach((handler) => (handler.afterwards = failFirst));
    await Promise.all([publish(event), publish(event), publish(event)]);
    await settled();
    expect((await notes(database.dataSource))['taken-over']).toBe(1);
  });

  it('knows events whose ids are no UUIDs, by source and id', async () => {
    const foreign = (subject: string, source: string, id = '42') => thingHappened({ id, source, subject });
    await publish(foreign('foreign-a', '/a'));
    await publish(foreign('foreign-a', '/a'));
    await publish(foreign('foreign-b', '/b'));
    await publish(foreign('foreign-c', '/a', '’; drop table note; --'));
    await settled();
    expect(await notes(database.dataSource)).toMatchObject({
      'foreign-a': 1,
      'foreign-b': 1,
      'foreign-c': 1,
    });
  });
});
