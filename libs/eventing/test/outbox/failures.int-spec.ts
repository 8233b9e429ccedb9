import { BrokerUnavailableError } from '../../src/broker/broker-errors';
import type { OutgoingMessage } from '../../src/broker/broker';
import { eventually } from '../support/eventually';
import { createHostileDatabase, type HostileDatabase } from './support/hostile-database';
import { settle } from './support/ledger';
import { ParcelMoved } from './support/parcel';
import { RecordingBroker } from './support/recording-broker';
import { parcelService, type Service } from './support/service';

jest.setTimeout(120_000);

const OPTIONS = { relay: { leaseMs: 2_000, pollMs: 100, batchSize: 50 } };

let database: HostileDatabase;
let broker: RecordingBroker;
let service: Service;
let committed: string[];

beforeAll(async () => {
  database = await createHostileDatabase();
}, 60_000);
beforeEach(async () => {
  await database.dataSource.query(
    'truncate eventing.outbox, eventing.outbox_stream, eventing.relay_checkpoint, eventing.relay_parked_gap',
  );
  broker = new RecordingBroker();
  service = parcelService(database.dataSource, broker, OPTIONS);
  committed = [];
});
afterEach(() => service.relay.stop());
afterAll(() => database.drop());

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
  it('nothing more goes out, and the batch is repeated in order from the last checkpoint', async () => {
    await publish(400);
    const failing = new Set([37, 120, 121, 333]); // by how many were delivered before
    broker.answer = (message) => {
      const index = broker.delivered.length;
      if (!failing.delete(index)) return confirmed(message);
      return later(() => {
        throw new BrokerUnavailableError('Cut off.');
      });
    };
    service.relay.start();
    await everything();
    expect(failing.size).toBe(0);
    expect(account()).toMatchObject({ lost: [], backward: [] });
    const { duplicates } = account();
    expect(duplicates).toBeGreaterThan(0);
    expect(duplicates).toBeLessThanOrEqual(4 * 2 * 50); // not more than what was in flight
  });

  it('at the first of a batch, the others of its aggregate do not go before it', async () => {
    await publish(100);
    const sequences: number[] = [];
    let refused = false;
    broker.answer = async (message) => {
      if (!refused) {
        refused = true;
        broker.delivered.pop(); // it never arrived
        throw new BrokerUnavailableError('Cut off.');
      }
      return confirmed(message);
    };
    service.relay.start();
    await everything();
    for (const { partitionkey, sequence } of broker.events.slice(-100))
      if (partitionkey === 'parcel/p0') sequences.push(sequence);
    expect(sequences).toEqual([...Array(10).keys()].map((n) => n + 1));
  });

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
    broker.answer = (message) => later(() => confirmed(message));
    service.relay.start();
    await eventually('some batch on its way', () => broker.delivered.length >= 50);
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
    broker.answer = () => new Promise(() => undefined);
    service.relay.start();
    await eventually('a batch on its way', () => broker.delivered.length > 0);
    await service.relay.stop();
    expect(service.relay.status().role).toBe('stopped');
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
