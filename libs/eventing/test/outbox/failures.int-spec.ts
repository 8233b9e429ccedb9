import type { OutgoingMessage } from '../../src/broker/broker';
import { eventually } from '@warren/eventing/testing';
import { createHostileDatabase, type HostileDatabase } from './support/hostile-database';
import { settle } from './support/ledger';
import { ParcelMoved } from './support/parcel';
import { RecordingBroker } from './support/recording-broker';
import { parcelService, type Service } from './support/service';
import { WindowedBroker } from './support/windowed-broker';

jest.setTimeout(120_000);

const OPTIONS = { relay: { leaseMs: 2_000, pollMs: 100, batchSize: 50 } };

let database: HostileDatabase;
let broker: WindowedBroker;
let service: Service;
let committed: string[];

beforeAll(async () => {
  database = await createHostileDatabase();
}, 60_000);
beforeEach(async () => {
  await database.dataSource.query(
    'truncate eventing.outbox, eventing.outbox_stream, eventing.relay_checkpoint, eventing.relay_parked_gap',
  );
  relayTo(new WindowedBroker(20));
  committed = [];
});
afterEach(() => service.relay.stop());
afterAll(() => database.drop());

/** Not started. */
function relayTo(target: WindowedBroker): void {
  broker = target;
  service = parcelService(database.dataSource, broker, OPTIONS);
}

/** So many events of ten parcels, one transaction each ten. */
async function publish(count: number): Promise<void> {
  for (let first = 0; first < count; first += 10) {
    await service.unitOfWork.run(async () => {
      for (let n = 0; n < 10; n++)
        service.outbox.publish(new ParcelMoved({ parcelId: `p${n}`, step: first }));
    });
    const before = committed.length / 10;
    for (let n = 0; n < 10; n++) committed.push(`parcel/p${n} ${before + 1}`);
  }
}

const account = () => settle(committed, broker.events);
const everything = (): Promise<unknown> =>
  eventually(
    `everything, but ${JSON.stringify(account().lost)} are missing`,
    () => account().lost.length === 0,
  );

describe('when a publish fails', () => {
  it('nothing more goes out, not even what waits in line, and all is repeated from the last checkpoint', async () => {
    await publish(400);
    const failing = new Set([37, 120, 121, 333]); // by how many were delivered before
    const failures: { refused: number; knownAt: number }[] = [];
    broker.answer = (message) => {
      const refused = broker.delivered.length;
      if (!failing.delete(refused)) return confirmed(message);
      return later(() => {
        failures.push({ refused, knownAt: broker.delivered.length });
        throw new Error('Refused by the test.');
      });
    };
    service.relay.start();
    await everything();
    expect(account()).toMatchObject({ lost: [], backward: [] });
    expect(failures).toHaveLength(4);
    const ids = broker.events.map(({ id }) => id);
    for (const { refused, knownAt } of failures) {
      const next = ids.indexOf(ids[knownAt] as string);
      expect(next).toBeLessThanOrEqual(ids.indexOf(ids[refused] as string));
    }
  });

  it('an event in line does not overtake the one before it that was refused', async () => {
    relayTo(new WindowedBroker(5)); // ten parcels take turns: no two events of one are on the wire at a time
    await publish(100);
    const refused = refuseFirst();
    service.relay.start();
    await everything();
    expect(refused.after).toBe(4); // on the wire with it
    expect(account()).toMatchObject({ lost: [], backward: [] });
  });

  it('an event on the wire may overtake the one before it; then both come again, in order', async () => {
    await publish(100);
    const refused = refuseFirst();
    service.relay.start();
    await everything();
    expect(refused.after).toBe(19); // on the wire with it
    expect(account().backward).toEqual(['parcel/p0 2 after 0']);
    expect(settle(committed, broker.events.slice(refused.after))).toMatchObject({ lost: [], backward: [] });
  });

  /** The first message does not arrive, and the relay is told so in the next turn. */
  function refuseFirst(): { after: number } {
    const refused = { after: 0 };
    let isFirst = true;
    broker.answer = (message) => {
      if (!isFirst) return later(() => confirmed(message));
      isFirst = false;
      setImmediate(() => (refused.after = broker.delivered.length));
      throw new Error('Refused by the test.');
    };
    return refused;
  }

  it('over and over, it waits longer between the tries', async () => {
    await publish(10);
    const tries: number[] = [];
    broker.answer = (message) => {
      if (JSON.parse(message.body.toString()).partitionkey === 'parcel/p0') tries.push(performance.now());
      return RecordingBroker.refuse();
    };
    service.relay.start();
    await eventually('six tries', () => tries.length >= 6);
    const waits = tries.slice(1).map((time, index) => time - (tries[index] as number));
    expect(waits[4]).toBeGreaterThan(4 * (waits[0] as number) * 0.5);
    broker.answer = confirmed;
    await everything();
  });

  it('for want of a queue, it is counted and not repeated', async () => {
    broker.answer = () => Promise.resolve('unroutable');
    await publish(30);
    service.relay.start();
    await everything();
    await eventually('the count', () => service.relay.status().unroutable === 30);
    expect(account().duplicates).toBe(0);
    expect(service.relay.status().published).toBe(30);
  });
});

describe('while the broker is away', () => {
  it('events are accepted, and go out when it is back', async () => {
    service.relay.start();
    await publish(20);
    await everything();
    broker.become('connecting');
    await publish(200);
    await eventually('the relay to wait', () => service.relay.status().role === 'waiting');
    expect(account().lost).toHaveLength(200);
    broker.become('connected');
    await everything();
    expect(account()).toMatchObject({ backward: [], duplicates: 0 });
  });

  it('or blocked, the relay keeps its lease and waits', async () => {
    service.relay.start();
    await publish(20);
    await everything();
    broker.become('blocked');
    await publish(50);
    const fence = () => database.dataSource.query('select fence from eventing.relay_lease');
    const before = await fence();
    await eventually('the lease to be renewed meanwhile', async () => {
      const [row] = await database.dataSource.query<{ left: number }[]>(
        'select extract(epoch from expires_at - now())::float8 as left from eventing.relay_lease',
      );
      return (row?.left ?? 0) < 1.5 && (row?.left ?? 0) > 0;
    });
    broker.become('connected');
    await everything();
    expect(await fence()).toEqual(before);
    expect(account().backward).toEqual([]);
  });

  it('from the start, the relay begins when it comes', async () => {
    broker.become('connecting');
    service.relay.start();
    await publish(20);
    await eventually('the relay to say so', () => /broker/.test(service.relay.status().detail ?? ''));
    broker.become('connected');
    await everything();
  });
});

describe('when the database', () => {
  it('cuts the relay’s connections, it goes on from the checkpoint', async () => {
    service.relay.start();
    await publish(100);
    await everything();
    for (const name of ['relay', 'relay lease', 'relay']) {
      const cut = () =>
        database.dataSource.query(
          `select pg_terminate_backend(pid) from pg_stat_activity where application_name = $1 and datname = current_database()`,
          [name],
        );
      await eventually(`the connection "${name}"`, async () => (await cut()).length > 0);
      await publish(100);
      await everything();
    }
    expect(account()).toMatchObject({ lost: [], backward: [] });
  });

  it('is killed and comes back, nothing committed is lost', async () => {
    service.relay.start();
    await publish(100);
    await everything();
    const writing = (async () => {
      for (let round = 0; round < 40; round++) {
        // What an interrupted commit came to is asked of the database afterwards.
        await publish(10).catch(() => new Promise((resolve) => setTimeout(resolve, 50)));
      }
    })();
    await eventually('more events', () => broker.delivered.length > 150);
    await database.server.kill();
    await database.server.restart();
    await writing;
    await publish(20).catch(() => publish(20));
    const rows = await database.dataSource.query<{ event: string }[]>(
      `select partition_key || ' ' || sequence as event from eventing.outbox`,
    );
    committed = rows.map(({ event }) => event);
    await everything();
    expect(account()).toMatchObject({ lost: [], backward: [] });
  });
});

describe('stop', () => {
  it('finishes what is on its way and leaves a checkpoint behind it: nothing is sent twice', async () => {
    await publish(300);
    const onItsWay = new Promise<void>((resolve) => {
      broker.answer = (message) => {
        if (broker.delivered.length === 50) resolve();
        return later(() => confirmed(message));
      };
    });
    service.relay.start();
    await onItsWay;
    await service.relay.stop();
    expect(service.relay.status().role).toBe('stopped');
    const sent = broker.delivered.length;
    expect(sent).toBeLessThan(300);
    service = parcelService(database.dataSource, broker, OPTIONS);
    service.relay.start();
    await everything();
    expect(account()).toMatchObject({ lost: [], backward: [], duplicates: 0 });
  });

  it.each([50, 500])('does not wait for ever for confirms that do not come (%d events)', async (events) => {
    await publish(events);
    const confirms: (() => void)[] = [];
    broker.answer = () => new Promise((resolve) => confirms.push(() => resolve('routed')));
    service.relay.start();
    await eventually('the wire to be full', () => broker.delivered.length === 20);
    await service.relay.stop();
    expect(service.relay.status().role).toBe('stopped');
    // Another process may be relaying by now: what waited in line stays there, even when the confirms come after all.
    confirms.forEach((confirm) => confirm());
    await new Promise((resolve) => setImmediate(resolve));
    expect(broker.delivered).toHaveLength(20);
  });
});

function confirmed(_: OutgoingMessage): Promise<'routed'> {
  return new Promise((resolve) => setImmediate(() => resolve('routed')));
}

/** A few turns of the event loop later, so that more is under way. */
async function later<T>(answer: () => T | Promise<T>): Promise<T> {
  for (let turn = 0; turn < 3; turn++) await new Promise((resolve) => setImmediate(resolve));
  return answer();
}
