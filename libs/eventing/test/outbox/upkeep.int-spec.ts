import { randomUUID } from 'node:crypto';
import { Logger } from '@nestjs/common';
import { TableUpkeep } from '../../src/outbox/table-upkeep';
import { eventually } from '@warren/eventing/testing';
import { createTestDatabase, type TestDatabase } from '../support/test-database';
import { Session } from './support/session';

Logger.overrideLogger(false);
jest.setTimeout(60_000);

let database: TestDatabase;
let session: Session;
let told: jest.SpyInstance;
let over: AbortController;
let running: Promise<void> | undefined;
const sessions: Session[] = [];

beforeEach(async () => {
  database = await createTestDatabase();
  session = await open();
  told = jest.spyOn(Logger.prototype, 'error').mockReturnValue();
  over = new AbortController();
});
afterEach(async () => {
  over.abort();
  await running;
  told.mockRestore();
  await Promise.all(sessions.splice(0).map((opened) => opened.close()));
  await database.drop();
});

async function open(): Promise<Session> {
  const opened = await Session.open(database.url);
  sessions.push(opened);
  return opened;
}

function start(): void {
  running = new TableUpkeep(database.dataSource, {
    outboxDays: 7,
    inboxDays: 7,
    deadLetterDays: 30,
    sagaDays: 7,
  }).run(over.signal);
}

const errors = () => told.mock.calls.map(([message]) => String(message));

describe('what goes wrong in one table keeps no other from its upkeep', () => {
  it('when there is no room to be made in the outbox, because somebody is in the way', async () => {
    const blocker = await open();
    await blocker.run('begin', 'lock table eventing.outbox_default in row exclusive mode');
    start();
    await eventually(
      'the days to come to have their partitions in the inbox',
      async () => {
        const days = `select count(*)::int from pg_inherits where inhparent = 'eventing.inbox'::regclass`;
        return (await session.one<number>(days)) >= 4;
      },
      20_000,
    );
    expect(errors()).toEqual([expect.stringMatching(/^Making room in the outbox failed .* lock timeout/)]);
  });

  it('when nothing can be given back of the outbox', async () => {
    await session.run(
      `insert into eventing.inbox (event_id, consumer, handled_at)
       values ('${randomUUID()}', 'handler', now() - interval '30 days')`,
      'alter table eventing.relay_checkpoint rename to elsewhere',
    );
    start();
    await eventually(
      'the inbox to forget',
      async () => {
        return (await session.one<number>('select count(*)::int from eventing.inbox')) === 0;
      },
      20_000,
    );
    expect(errors()).toEqual([expect.stringMatching(/^Retention of the outbox failed .*relay_checkpoint/)]);
  });
});
