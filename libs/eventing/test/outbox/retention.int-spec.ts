import { DedicatedConnection } from '../../src/database/dedicated-connection';
import { RangePartitions } from '../../src/database/range-partitions';
import { makeRoomInOutbox } from '../../src/outbox/outbox-partitions';
import { forgetRelayed } from '../../src/outbox/outbox-retention';
import { eventually } from '@warren/eventing/testing';
import { createTestDatabase, type TestDatabase } from '../support/test-database';
import { settle } from './support/ledger';
import { RecordingBroker } from './support/recording-broker';
import { parcelService } from './support/service';
import { Session } from './support/session';

jest.setTimeout(150_000);

const WIDTH = 250_000;

let database: TestDatabase;
let connection: DedicatedConnection;
const sessions: Session[] = [];

beforeEach(async () => {
  database = await createTestDatabase();
  connection = await DedicatedConnection.open(database.dataSource, { name: 'retention test' });
});
afterEach(async () => {
  await Promise.all(sessions.splice(0).map((session) => session.close()));
  await connection.close();
  await database.drop();
});

async function session(): Promise<Session> {
  const opened = await Session.open(database.url);
  sessions.push(opened);
  return opened;
}

const outboxRanges = async () =>
  (await new RangePartitions(connection, 'outbox').ranges())
    .map(({ from }) => Number(from))
    .sort((a, b) => a - b);
const at = (position: number, daysAgo: number) =>
  `insert into eventing.outbox (position, event_id, type, partition_key, sequence, body, created_at)
   values (${position}, gen_random_uuid(), 'parcels.parcel-moved.v1', 'k${position}', 1, '{}', now() - interval '${daysAgo} days')`;
const relayedTo = (position: number, gaps: [number, number][] = []) =>
  `insert into eventing.relay_checkpoint (fence, last_position, gap_lows, gap_highs, gap_bounds, transaction_id)
   values (1, ${position}, '{${gaps.map(([low]) => low)}}', '{${gaps.map(([, high]) => high)}}', '{${gaps.map(() => 9)}}', 1)`;

describe('room in the outbox', () => {
  it('is made ahead of the positions taken, with the trigger, and not again when it is there', async () => {
    const writer = await session();
    await writer.run(`select setval('eventing.outbox_position', ${3.5 * WIDTH})`);
    expect(await makeRoomInOutbox(connection)).toBeUndefined();
    const ranges = await outboxRanges();
    expect(ranges).toEqual([...ranges.keys()].map((n) => n * WIDTH));
    expect((ranges.at(-1) as number) + WIDTH).toBeGreaterThanOrEqual(3.5 * WIDTH + 1_000_000);
    await makeRoomInOutbox(connection);
    expect(await outboxRanges()).toEqual(ranges);
    const untriggered = await connection.query(
      `select c.relname from pg_inherits i join pg_class c on c.oid = i.inhrelid
        where i.inhparent = 'eventing.outbox'::regclass
          and not exists (select from pg_trigger where tgrelid = c.oid and tgname = 'take_transaction_id' and tgenabled = 'A')`,
    );
    expect(untriggered).toEqual([]);
  });

  it('came too late: the event is stored all the same, relayed, reported, and room made beyond it', async () => {
    const writer = await session();
    await writer.run(`select setval('eventing.outbox_position', ${5 * WIDTH})`);
    await writer.insert(['stray', 1]);
    expect(await makeRoomInOutbox(connection)).toBe(5 * WIDTH + 1);
    const ranges = await outboxRanges();
    expect(ranges.filter((from) => from > 3 * WIDTH)[0]).toBeGreaterThan(5 * WIDTH + 1);
    const broker = new RecordingBroker();
    const { relay } = parcelService(database.dataSource, broker);
    relay.start();
    await eventually('the stray event', () => broker.delivered.length === 1);
    await relay.stop();
  });

  it('can be made while writers write; it makes none fail', async () => {
    const writer = await session();
    await writer.run(`select setval('eventing.outbox_position', ${4 * WIDTH - 200})`);
    let made = false;
    const making = (async () => {
      for (let round = 0; round < 20 || (await outboxRanges()).length < 6; round++) {
        await makeRoomInOutbox(connection).catch(() => undefined); // as in production: tried again in the next round
        await writer.run(
          `select setval('eventing.outbox_position', last_value + ${WIDTH / 10}) from eventing.outbox_position`,
        );
      }
      made = true;
    })();
    let written = 0;
    const others = await Promise.all([session(), session(), session()]);
    await Promise.all(
      others.map(async (other) => {
        while (!made) await other.insert([`k${written++}`, 1]);
      }),
    );
    await making;
    expect(await writer.one('select count(*)::int from eventing.outbox')).toBe(written);
  });
});

describe('retention of the outbox', () => {
  const write = async (writer: Session) =>
    writer.run(at(10, 30), at(WIDTH + 10, 20), at(2 * WIDTH + 10, 5), at(3 * WIDTH + 10, 30));
  const left = async () => {
    const [row] = await connection.query<{ positions: string[] }>(
      'select array_agg(position order by position) as positions from eventing.outbox',
    );
    return row?.positions.map(Number);
  };

  it('drops partitions that were relayed and are old enough, and nothing else', async () => {
    const writer = await session();
    await write(writer);
    await writer.run(relayedTo(3 * WIDTH + 5));
    expect(await forgetRelayed(connection, 7)).toEqual(['outbox_from_0', `outbox_from_${WIDTH}`]);
    expect(await left()).toEqual([2 * WIDTH + 10, 3 * WIDTH + 10]);
  });

  it.each([
    ['without a checkpoint', []],
    ['below the checkpoint, not reached by it', [relayedTo(WIDTH - 2)]],
    ['with an open gap below', [relayedTo(9 * WIDTH, [[20, 30]])]],
    [
      'with a parked gap below',
      [relayedTo(9 * WIDTH), `insert into eventing.relay_parked_gap values (20, 20, 9, '{8}')`],
    ],
  ])('keeps everything %s', async (_, statements) => {
    const writer = await session();
    await write(writer);
    await writer.run(...statements);
    expect(await forgetRelayed(connection, 7)).toEqual([]);
    expect(await left()).toHaveLength(4);
  });

  it('goes by the last checkpoint', async () => {
    const writer = await session();
    await write(writer);
    await writer.run(relayedTo(WIDTH, [[20, 30]]), relayedTo(WIDTH));
    expect(await forgetRelayed(connection, 7)).toEqual(['outbox_from_0']);
  });

  it('deletes what strayed into the default partition', async () => {
    const writer = await session();
    await writer.run(
      at(9 * WIDTH, 30),
      at(9 * WIDTH + 1, 1),
      at(9 * WIDTH + 2, 30),
      relayedTo(9 * WIDTH + 1),
    );
    await forgetRelayed(connection, 7);
    expect(await left()).toEqual([9 * WIDTH + 1, 9 * WIDTH + 2]);
  });

  it('gives the space back although a long transaction uses the outbox, and holds no writer up meanwhile', async () => {
    const [long, writer] = [await session(), await session()];
    await writer.run(at(10, 30), relayedTo(WIDTH), `select setval('eventing.outbox_position', ${WIDTH})`);
    await long.run('begin');
    await long.insert(['long', 1]);
    let forgotten = false;
    const forgetting = forgetRelayed(connection, 7).finally(() => (forgotten = true));
    let written = 0;
    for (; !forgotten || written < 20; written++) await writer.insert(['short', written]);
    expect(await forgetting).toEqual([]); // the empty partition stays until nobody is in the way
    expect(await left()).toEqual(Array.from({ length: written }, (_, n) => WIDTH + 2 + n));
    await long.run('commit');
    expect(await forgetRelayed(connection, 7)).toEqual(['outbox_from_0']);
  });
});

describe('while a relay relays and partitions are made and dropped', () => {
  it('no insert fails and no event is lost', async () => {
    const broker = new RecordingBroker();
    const { relay } = parcelService(database.dataSource, broker, { relay: { pollMs: 20, batchSize: 50 } });
    const writer = await session();
    relay.start();
    const committed: string[] = [];
    const lost = () => settle(committed, broker.events).lost;
    for (let round = 0; round < 12; round++) {
      for (let n = 0; n < 30; n++) {
        await writer.insert([`k${n}`, round + 1]);
        committed.push(`k${n} ${round + 1}`);
      }
      // On to the next partition, as if a day had gone by.
      await writer.run(
        `update eventing.outbox set created_at = created_at - interval '1 day'`,
        `select setval('eventing.outbox_position', (last_value / ${WIDTH} + 1) * ${WIDTH}) from eventing.outbox_position`,
      );
      await makeRoomInOutbox(connection);
      if (round % 3 === 2) await eventually(`${lost().length} events`, () => lost().length === 0);
      await forgetRelayed(connection, 5);
    }
    await eventually('the last events', () => lost().length === 0);
    expect(settle(committed, broker.events)).toMatchObject({ backward: [], duplicates: 0 });
    await eventually(
      'old partitions to go',
      async () => {
        await forgetRelayed(connection, 5);
        return (await outboxRanges())[0] !== 0;
      },
      90_000,
    );
    await relay.stop();
  });
});
