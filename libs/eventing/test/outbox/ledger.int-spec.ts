import { setTimeout as pause } from 'node:timers/promises';
import { eventually } from '@warren/eventing/testing';
import { appendEvents, HostileWriter } from './support/hostile-writer';
import { createHostileDatabase, type HostileDatabase } from './support/hostile-database';
import { settle, type LedgerEvent } from './support/ledger';
import { RelayProcess } from './support/relay-process';
import { Session } from './support/session';

/** `LEDGER_SECONDS=600` makes a soak of it. */
const SECONDS = Number(process.env.LEDGER_SECONDS ?? 12);
const WRITERS = 16;
const RELAYS = 3;
const OPTIONS = { relay: { leaseMs: 800, pollMs: 50, batchSize: 100 } };

jest.setTimeout((SECONDS + 180) * 1_000);

let database: HostileDatabase;
const delivered: LedgerEvent[] = [];
const relays: RelayProcess[] = [];

beforeAll(async () => {
  database = await createHostileDatabase();
}, 60_000);
afterAll(async () => {
  await Promise.all(relays.map((relay) => relay.kill()));
  await database.drop();
});

it(`every committed event arrives, each key in order: ${WRITERS} hostile writers, relays killed in mid-batch`, async () => {
  relays.push(
    RelayProcess.start(database.url, OPTIONS, delivered),
    RelayProcess.start(database.url, OPTIONS, delivered),
  );
  for (let n = 0; n < RELAYS; n++) relays.push(RelayProcess.start(database.url, OPTIONS, delivered));
  await eventually('a relay to begin', async () => {
    return (await database.dataSource.query<unknown[]>('select from eventing.relay_lease')).length > 0;
  });
  const end = performance.now() + SECONDS * 1_000;
  const over = () => performance.now() > end;
  const killing = killInMidBatch(over);
  const writers = await Promise.all(Array.from({ length: WRITERS }, () => HostileWriter.open(database.url)));
  await Promise.all([
    ...writers.map((writer) => writer.writeUntil(over)),
    longTransactions(database.url, over),
    longTransactions(database.server.url, over),
  ]);
  const kills = await killing;

  const committed = await committedEvents();
  await eventually('the last events', () => settle(committed, delivered).lost.length === 0, 60_000).catch(
    () => undefined,
  ); // what is missing is told by the account
  const account = settle(committed, delivered);
  if (process.env.LEDGER_SECONDS)
    process.stdout.write(`${committed.length} events, ${kills} relays killed: ${JSON.stringify(account)}\n`);
  expect(account).toMatchObject({ lost: [], backward: [] });
  expect(account.delivered).toBe(committed.length);
  expect(kills).toBeGreaterThan(1);
  expect(committed.length).toBeGreaterThan(SECONDS * 20);
  await noGapIsLeft();
});

/** A relay in the middle of a batch: its events have come out, and their confirms have not gone in. */
async function killInMidBatch(over: () => boolean): Promise<number> {
  let kills = 0;
  while (!over()) {
    await pause(700 * Math.random());
    const active = relays.reduce((one, other) => (one.lastDelivery > other.lastDelivery ? one : other));
    active.holdConfirms = true;
    const before = delivered.length;
    await eventually('the relay to deliver', () => over() || delivered.length > before);
    if (!over()) kills++;
    await active.kill();
    relays[relays.indexOf(active)] = RelayProcess.start(database.url, OPTIONS, delivered);
    await eventually('a standby to take over', () => over() || delivered.length > before + 50);
  }
  return kills;
}

/** In the outbox itself they leave late rows; in another database they only hold back every snapshot of the cluster. */
async function longTransactions(url: string, over: () => boolean): Promise<void> {
  const session = await Session.open(url);
  for (let round = 0; !over(); round++) {
    await session.run('begin', 'select pg_current_xact_id()');
    for (let part = 0; part < 5 && !over(); part++) {
      if (url === database.url) await appendEvents(session, ['long', 'long', `long ${round}`]);
      await pause(200);
    }
    await session.run(round % 3 === 2 ? 'rollback' : 'commit');
    await pause(2_000 * Math.random()); // a time in which gaps are given up as fast as they appear
  }
  await session.close();
}

async function committedEvents(): Promise<string[]> {
  const rows = await database.dataSource.query<{ event: string }[]>(
    `select partition_key || ' ' || sequence as event from eventing.outbox`,
  );
  return rows.map(({ event }) => event);
}

async function noGapIsLeft(): Promise<void> {
  await eventually('gaps are left', async () => {
    const [stored] = await database.dataSource.query<{ open: number; parked: number }[]>(
      `select cardinality(gap_lows) as open, (select count(*)::int from eventing.relay_parked_gap) as parked
         from eventing.relay_checkpoint order by id desc limit 1`,
    );
    return stored?.open === 0 && stored.parked === 0;
  });
}
