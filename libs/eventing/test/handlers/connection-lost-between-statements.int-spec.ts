import { Logger } from '@nestjs/common';
import { eventually } from '@warren/eventing/testing';
import { UnitOfWork } from '../../src/unit-of-work/unit-of-work';
import { testNamespace } from '../support/test-broker';
import { createTestDatabase, type TestDatabase } from '../support/test-database';
import { HandlingService } from './support/handling-service';
import { createNotes, NoteThing, notes } from './support/note-thing';
import { thingHappened } from './support/thing-happened';

Logger.overrideLogger(false);
jest.setTimeout(60_000);

/** More often than a message is tried, and not so often that it is no short break any more. */
const CUTS = 3;

describe('A handler whose connection is lost between two of its statements', () => {
  let database: TestDatabase;
  let service: HandlingService;
  let handler: NoteThing;
  const seen: unknown[] = [];

  beforeAll(async () => {
    database = await createTestDatabase();
    await createNotes(database.dataSource);
    service = await HandlingService.start({
      dataSource: database.dataSource,
      namespace: testNamespace(),
      providers: [NoteThing],
      handlers: { concurrency: 1, immediateTries: 2, retryDelays: [] },
    });
    handler = service.get(NoteThing);
  });

  afterAll(async () => {
    await service?.stop();
    await database?.drop();
  });

  /** Comes back when TypeORM has noticed: from then on it says "released" instead of why. */
  async function loseConnection(): Promise<void> {
    const { queryRunner } = service.get(UnitOfWork).manager;
    const [{ pid }] = (await handler.query('select pg_backend_pid() as pid')) as [{ pid: number }];
    await database.dataSource.query('select pg_terminate_backend($1)', [pid]);
    await eventually('the loss is noticed', () => queryRunner?.isReleased);
  }

  it('does its work again when there is another, and no try is counted', async () => {
    handler.afterwards = async () => {
      if (seen.length === CUTS) return;
      await loseConnection();
      await handler.query('select 1').catch((error: Error) => {
        seen.push(error.constructor.name);
        throw error;
      });
    };
    await service.publish(thingHappened({ subject: 'cut-off' }));
    await eventually('it is noted', async () => {
      expect(await service.deadLetters.count()).toBe(0);
      return (await notes(database.dataSource))['cut-off'];
    });
    expect(await notes(database.dataSource)).toEqual({ 'cut-off': 1 });
    expect(seen).toEqual(Array(CUTS).fill('QueryRunnerProviderAlreadyReleasedError'));
    expect(handler.attemptsOn('cut-off')).toEqual(Array(CUTS + 1).fill(1));
  });
});
