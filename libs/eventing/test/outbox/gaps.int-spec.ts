import { DedicatedConnection } from '../../src/database/dedicated-connection';
import { makeRoomInInbox } from '../../src/inbox/retention';
import { makeRoomInOutbox } from '../../src/outbox/outbox-partitions';
import { eventually } from '@warren/eventing/testing';
import { createHostileDatabase, type HostileDatabase } from './support/hostile-database';
import { settle } from './support/ledger';
import { RecordingBroker } from './support/recording-broker';
import { parcelService, type Service } from './support/service';
import { Session } from './support/session';

jest.setTimeout(60_000);

/** Nothing happens at the database but what the test does: no renewal, no poll; the relay reads when it is nudged. */
const STILL = { relay: { leaseMs: 600_000, pollMs: 600_000 } };
const PARKED = 'the gap of a transaction that lasts was not parked';

let database: HostileDatabase;
let sessions: Session[];
let broker: RecordingBroker;
let running: Service | undefined;

beforeAll(async () => {
  database = await createHostileDatabase();
  // Done by the first relay otherwise, beside the test, which counts on nobody else taking transaction ids.
  const connection = await DedicatedConnection.open(database.dataSource, { name: 'gaps test' });
  await makeRoomInOutbox(connection);
  await makeRoomInInbox(connection);
  await connection.close();
}, 60_000);
beforeEach(async () => {
  await database.dataSource.query(
    'truncate eventing.outbox, eventing.relay_checkpoint, eventing.relay_parked_gap',
  );
  sessions = [];
  broker = new RecordingBroker();
});
afterEach(async () => {
  await running?.relay.stop();
  running = undefined;
  await Promise.all(sessions.map((session) => session.close()));
});
afterAll(() => database.drop());

async function session(url = database.url): Promise<Session> {
  const opened = await Session.open(url);
  sessions.push(opened);
  return opened;
}

async function startRelay(options = STILL): Promise<Service> {
  running = parcelService(database.dataSource, broker, options);
  running.relay.start();
  await eventually('the relay did not become active', () => running?.relay.status().role === 'active');
  // Its first read is over once it has delivered something.
  const writer = await session();
  await writer.insert(['first', broker.delivered.length + 1]);
  await deliveries('first', broker.delivered.length + 1);
  return running;
}

/** Nudges the relay until it has delivered so many. */
async function deliveries(which: string, count: number): Promise<void> {
  await eventually(`${which}: ${count} deliveries`, () => {
    running?.relay.nudge();
    return broker.delivered.length >= count;
  });
  expect(broker.delivered).toHaveLength(count);
}

const keys = () => broker.events.map((event) => event.partitionkey);

describe('a gap is kept while its owner may still commit', () => {
  it('although the owner runs above the xmax of the snapshot that showed the gap', async () => {
    const [early, owner, other] = [await session(), await session(), await session()];
    await startRelay();
    await early.run('begin', 'select pg_current_xact_id()');
    await owner.run('begin');
    await owner.insert(['owner', 1]);
    await early.insert(['early', 1]);
    await early.run('commit');
    const xmax = await other.one<string>('select pg_snapshot_xmax(pg_current_snapshot())::text');
    const ownerXid = await owner.one<string>('select pg_current_xact_id()::text');
    expect(BigInt(ownerXid)).toBeGreaterThanOrEqual(BigInt(xmax)); // else this test would prove nothing
    await deliveries('the event above the gap', 2);
    await other.insert(['other', 1]); // and a read after that, which could have closed the gap
    await deliveries('an event of a later read', 3);
    await owner.run('commit');
    await deliveries('the owner’s event', 4);
    expect(keys()).toEqual(['first', 'early', 'other', 'owner']);
  });

  it('although its writing was done in a savepoint, beside one that was rolled back', async () => {
    const [owner, other] = [await session(), await session()];
    const { relay } = await startRelay();
    await owner.run('begin', 'savepoint undone');
    await owner.insert(['owner', 1]);
    await owner.run('rollback to undone', 'savepoint kept');
    await owner.insert(['owner', 1]);
    await owner.run('release kept');
    await other.insert(['other', 1]);
    await deliveries('the event above the gap', 2);
    await eventually(PARKED, () => {
      relay.nudge();
      return relay.status().parkedGaps === 1;
    });
    await owner.run('commit');
    await deliveries('the owner’s event', 3);
    expect(keys()).toEqual(['first', 'other', 'owner']);
    await noGapsLeft();
  });

  it('although it is only prepared (two-phase commit), across a restart of the relay', async () => {
    const [owner, other] = [await session(), await session()];
    const { relay } = await startRelay();
    await owner.run('begin');
    await owner.insert(['owner', 1]);
    await owner.run(`prepare transaction 'later'`);
    await other.insert(['other', 1]);
    await deliveries('the event above the gap', 2);
    await relay.stop();
    await startRelay();
    await other.run(`commit prepared 'later'`);
    await deliveries('the prepared event', 4);
    expect(keys()).toEqual(['first', 'other', 'first', 'owner']);
  });
});

describe('a gap is given up', () => {
  it('when its transaction rolled back, and when its positions were skipped', async () => {
    const [loser, other] = [await session(), await session()];
    await startRelay();
    await loser.run('begin');
    await loser.insert(['loser', 1]);
    await loser.run('rollback', `select nextval('eventing.outbox_position')`);
    await loser.run(
      `select setval('eventing.outbox_position', last_value + 5000) from eventing.outbox_position`,
    );
    await other.insert(['other', 1]);
    await deliveries('the event above the gap', 2);
    await noGapsLeft();
  });

  it('only after the last transaction that could own it, be it in another database; meanwhile all else flows', async () => {
    const elsewhere = await session(database.server.url);
    const writer = await session();
    const { relay } = await startRelay();
    await elsewhere.run('begin', 'select pg_current_xact_id()');
    for (let round = 1; round <= 20; round++) {
      await writer.run('begin');
      await writer.insert(['rolled back', round]);
      await writer.run('rollback');
      await writer.insert(['kept', round]);
    }
    await deliveries('what was committed beside the long transaction', 21);
    await eventually(PARKED, () => {
      relay.nudge();
      return relay.status().parkedGaps === 20;
    });
    await elsewhere.run('commit');
    await noGapsLeft();
  });
});

async function noGapsLeft(): Promise<void> {
  await eventually('gaps are left', () => {
    running?.relay.nudge();
    const { openGaps, parkedGaps } = running?.relay.status() ?? {};
    return openGaps === 0 && parkedGaps === 0;
  });
}

describe('when the owner of a parked gap ends', () => {
  it('the read that notices is discarded: a successor of the parked event does not pass it', async () => {
    const [owner, other] = [await session(), await session()];
    const { relay } = await startRelay();
    await owner.run('begin');
    await owner.insert(['aggregate', 1]);
    await other.insert(['other', 1]);
    await eventually(PARKED, () => {
      relay.nudge();
      return relay.status().parkedGaps === 1;
    });
    await owner.run('commit');
    await other.insert(['aggregate', 2]); // the relay has not looked in between
    await deliveries('both events of the aggregate', 4);
    expect(keys()).toEqual(['first', 'other', 'aggregate', 'aggregate']);
    expect(broker.events.map((event) => event.sequence)).toEqual([1, 1, 1, 2]);
  });

  it('its rows arrive although the relay that parked the gap is gone', async () => {
    const [owner, other] = [await session(), await session()];
    const { relay } = await startRelay();
    await owner.run('begin');
    await owner.insert(['owner', 1]);
    await other.insert(['other', 1]);
    await eventually(PARKED, () => {
      relay.nudge();
      return relay.status().parkedGaps === 1;
    });
    const parkedRows = () => other.one<number>('select count(*)::int from eventing.relay_parked_gap');
    const storedGaps = async (count: number) => {
      running?.relay.nudge(); // what changed without an event is stored by a read that finds nothing to send
      return (await parkedRows()) === count;
    };
    await eventually('the parked gap to be stored', () => storedGaps(1));
    await relay.stop();
    await owner.run('commit');
    running = parcelService(database.dataSource, broker, STILL);
    running.relay.start();
    await eventually('the owner’s event', () => keys().includes('owner'));
    await noGapsLeft();
    await eventually('the parked gap to be forgotten', () => storedGaps(0));
  });

  it('its rows arrive although confirms came in late, for what was given up and sent again meanwhile', async () => {
    const [owner, other, writer] = [await session(), await session(), await session()];
    const { relay } = await startRelay();
    const ownersOfParked = async () => {
      running?.relay.nudge();
      const counted = 'select array_agg(cardinality(owners)) from eventing.relay_parked_gap';
      return (await writer.one<number[] | null>(counted))?.join();
    };
    await owner.run('begin');
    await owner.insert(['owner', 1]);
    await other.run('begin', 'select pg_current_xact_id()');
    await writer.insert(['writer', 1]);
    await eventually('a parked gap with two possible owners', async () => (await ownersOfParked()) === '2');
    await relay.stop();
    await other.insert(['writer', 2]);
    await other.run('commit');

    // The checkpoint of this event takes the gap out of the parked ones, and waits for its confirm.
    let confirmLate: () => void = () => undefined;
    broker.answer = () => new Promise((resolve) => (confirmLate = () => resolve('routed')));
    running = parcelService(database.dataSource, broker, STILL);
    running.relay.start();
    await deliveries('the event that is not confirmed', 3);
    broker.answer = () => Promise.reject(new Error('Refused by the test.'));
    await writer.insert(['writer', 3]);
    await deliveries('the event that is refused', 4);
    broker.answer = () => Promise.resolve('routed');
    await eventually(
      'the gap to be parked anew, with one owner',
      async () => (await ownersOfParked()) === '1',
    );
    expect(broker.events.map(({ sequence }) => sequence).slice(-2)).toEqual([2, 3]); // sent again
    confirmLate();
    const sent = broker.delivered.length;
    await writer.insert(['writer', 4]);
    await deliveries('an event with another checkpoint', sent + 1);
    await running.relay.stop();

    await startRelay();
    await owner.run('commit');
    await eventually('the owner’s event', () => {
      running?.relay.nudge();
      return keys().includes('owner');
    });
  });

  it('a huge transaction that commits late goes out in order, in many reads that are full of it', async () => {
    const [huge, other] = [await session(), await session()];
    const { relay } = await startRelay({ relay: { ...STILL.relay, batchSize: 50 } } as typeof STILL);
    const own = (from: number, to: number) =>
      Array.from({ length: to - from }, (_, n): [string, number] => [
        `key ${(from + n) % 7}`,
        Math.floor((from + n) / 7) + 1,
      ]);
    await huge.run('begin');
    for (let part = 0; part < 20; part++) {
      await huge.insert(...own(part * 70, (part + 1) * 70));
      await other.insert(['between', part + 1]); // leaves a gap of its own each time
    }
    await eventually(PARKED, () => {
      relay.nudge();
      return relay.status().parkedGaps === 20;
    });
    await huge.run('commit');
    await other.insert(...own(1400, 1470)); // successors of what has just become visible
    await deliveries('everything', 1 + 20 + 1470);
    const committed = own(0, 1470).map(([key, sequence]) => `${key} ${sequence}`);
    expect(settle(committed, broker.events)).toMatchObject({ lost: [], backward: [], duplicates: 0 });
    await noGapsLeft();
  });
});
