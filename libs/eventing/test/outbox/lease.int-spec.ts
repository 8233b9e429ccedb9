import { DedicatedConnection } from '../../src/database/dedicated-connection';
import { Checkpoints } from '../../src/outbox/checkpoints';
import { Lease, LeaseLostError } from '../../src/outbox/lease';
import { eventually } from '@warren/eventing/testing';
import { createTestDatabase, type TestDatabase } from '../support/test-database';
import { settle } from './support/ledger';
import { ParcelMoved } from './support/parcel';
import { RecordingBroker } from './support/recording-broker';
import { PUBLISH_WINDOW, RelayProcess } from './support/relay-process';
import { parcelService, type Service } from './support/service';

jest.setTimeout(60_000);

/** So long that nothing in these tests can happen because it ran out. */
const ENDLESS = { relay: { leaseMs: 3_600_000, pollMs: 3_600_000 } };
const SHORT = { relay: { leaseMs: 1_000, pollMs: 100, batchSize: 50 } };

let database: TestDatabase;
const services: Service[] = [];
const processes: RelayProcess[] = [];

beforeEach(async () => {
  database = await createTestDatabase({ poolSize: 5 });
});
afterEach(async () => {
  await Promise.all(processes.splice(0).map((relay) => relay.kill()));
  await Promise.all(services.splice(0).map(({ relay }) => relay.stop()));
  await database.drop();
});

function replica(broker: RecordingBroker, options = ENDLESS): Service {
  const service = parcelService(database.dataSource, broker, options);
  services.push(service);
  service.relay.start();
  return service;
}

function replicaProcess(options = SHORT): RelayProcess {
  const relay = RelayProcess.start(database.url, options);
  processes.push(relay);
  return relay;
}

const becomes = (role: string, { relay }: Service): Promise<unknown> =>
  eventually(`${role}: ${JSON.stringify(relay.status())}`, () => relay.status().role === role);
const isActive = (relay: RelayProcess): Promise<unknown> =>
  eventually(
    'the relay process did not become active',
    async () => (await relay.status())?.role === 'active',
  );

/** One event of each parcel in each transaction. */
async function publish(
  { unitOfWork, outbox }: Service,
  transactions: number,
  parcels = 10,
): Promise<string[]> {
  for (let step = 0; step < transactions; step++) {
    await unitOfWork.run(async () => {
      for (let n = 0; n < parcels; n++) outbox.publish(new ParcelMoved({ parcelId: `p${n}`, step }));
    });
  }
  const rows = await database.dataSource.query<{ event: string }[]>(
    `select partition_key || ' ' || sequence as event from eventing.outbox`,
  );
  return rows.map(({ event }) => event);
}

describe('of two relays', () => {
  it('one is active and the other stands by, and wakes the active one for what its own process has committed', async () => {
    const [first, second] = [new RecordingBroker(), new RecordingBroker()];
    await becomes('active', replica(first));
    const standby = replica(second);
    await becomes('standby', standby);
    const committed = await publish(standby, 20);
    await eventually('all events', () => first.delivered.length === committed.length);
    expect(settle(committed, first.events)).toMatchObject({ lost: [], backward: [], duplicates: 0 });
    expect(second.delivered).toEqual([]);
  });

  it('the standby takes over at once when the other one stops, and goes on where that one was', async () => {
    const broker = new RecordingBroker();
    const active = replica(broker);
    await becomes('active', active);
    const standby = replica(broker);
    await becomes('standby', standby);
    await publish(active, 5);
    await eventually('the first events', () => broker.delivered.length === 50);
    await active.relay.stop();
    await becomes('active', standby);
    const committed = await publish(standby, 5);
    await eventually('the later events', () => broker.delivered.length === 100);
    expect(settle(committed, broker.events)).toMatchObject({ lost: [], backward: [], duplicates: 0 });
  });

  it('the standby takes over when the other one’s broker stays away, and not before', async () => {
    const [away, fine] = [new RecordingBroker(), new RecordingBroker()];
    const active = replica(away, SHORT);
    await becomes('active', active);
    const standby = replica(fine, SHORT);
    await becomes('standby', standby);
    away.become('connecting');
    const committed = await publish(standby, 2);
    await eventually('the events', () => fine.delivered.length >= committed.length);
    expect(active.relay.status()).toMatchObject({ role: 'waiting', detail: 'The broker is not connected.' });
    away.become('connected');
    await becomes('standby', active);
  });

  it('the standby takes over from one that was killed', async () => {
    const broker = new RecordingBroker();
    const killed = replicaProcess();
    await isActive(killed);
    const standby = replica(broker, SHORT);
    await becomes('standby', standby);
    await publish(standby, 2);
    await eventually('the first events', () => killed.delivered.length === 20);
    await killed.kill();
    const committed = await publish(standby, 2);
    await eventually(
      'the later events',
      () => settle(committed, [...killed.delivered, ...broker.events]).lost.length === 0,
    );
    expect(settle(committed, [...killed.delivered, ...broker.events])).toMatchObject({ backward: [] });
  });
});

describe('a relay that was frozen in mid-batch, and thawed after another one had taken over', () => {
  it('publishes nothing more of what waited in line, writes no checkpoint, and stands by', async () => {
    const broker = new RecordingBroker();
    const writer = parcelService(database.dataSource, broker, SHORT);
    const committed = await publish(writer, 40);
    const frozen = replicaProcess();
    frozen.holdConfirms = true;
    await eventually('the wire to be full', () => frozen.delivered.length === PUBLISH_WINDOW);
    const standby = replica(broker, SHORT);
    await becomes('standby', standby);
    frozen.freeze();
    await eventually(
      'the standby to relay everything',
      () => settle(committed, broker.events).lost.length === 0,
    );

    frozen.confirmHeld();
    frozen.thaw();
    await eventually('the thawed one to stand by', async () => (await frozen.status())?.role === 'standby');
    expect(frozen.delivered).toHaveLength(PUBLISH_WINDOW);
    expect(standby.relay.status().role).toBe('active');
    expect(settle(committed, [...frozen.delivered, ...broker.events])).toMatchObject({
      lost: [],
      backward: [],
    });
    const fences = await database.dataSource.query<{ fence: string }[]>(
      'select distinct fence from eventing.relay_checkpoint',
    );
    expect(fences).toEqual([{ fence: '2' }]);
  });
});

describe('the fence', () => {
  const gap = { low: 3, high: 4, bound: 800, since: 0 };
  const checkpoint = (position: number) => ({
    position,
    gaps: [gap],
    parking: { parked: [{ ...gap, low: 1, high: 1, owners: [7, 8] }], released: [] },
  });

  it('lets the holder alone write a checkpoint, whole or not at all', async () => {
    const connection = await DedicatedConnection.open(database.dataSource, { name: 'test' });
    const lease = (await Lease.tryAcquire(connection, 'first', 60_000)) as Lease;
    expect(await Lease.tryAcquire(connection, 'second', 60_000)).toBeUndefined();
    await new Checkpoints(connection, lease).load();
    await new Checkpoints(connection, lease).write(checkpoint(10));
    await connection.query(`update eventing.relay_lease set expires_at = now()`);
    const successor = (await Lease.tryAcquire(connection, 'second', 60_000)) as Lease;
    expect(successor.fence).toBe(lease.fence + 1);

    const parked = { ...gap, low: 2, high: 2, owners: [9] };
    const late = { ...checkpoint(20), parking: { parked: [parked], released: [1] } };
    await expect(new Checkpoints(connection, lease).write(late)).rejects.toThrow(LeaseLostError);
    const loaded = await new Checkpoints(connection, successor).load();
    expect(loaded).toMatchObject({ position: 10, openGaps: 1, parkedGaps: 1 });
    expect(await connection.query('select low from eventing.relay_parked_gap')).toEqual([{ low: 1 }]);
    lease.stop();
    successor.stop();
    await connection.close();
  });

  it('is not passed by a write that was under way while the lease was taken', async () => {
    const [one, two] = (await Promise.all(
      ['one', 'two'].map((name) => DedicatedConnection.open(database.dataSource, { name })),
    )) as [DedicatedConnection, DedicatedConnection];
    const lease = (await Lease.tryAcquire(one, 'first', 60_000)) as Lease;
    await two.query('begin');
    await two.query(`update eventing.relay_lease set holder = 'second', fence = fence + 1`);
    const writing = new Checkpoints(one, lease).write(checkpoint(10));
    const refused = expect(writing).rejects.toThrow(LeaseLostError);
    await eventually('the write to wait for the taking', async () => {
      return (await two.query(`select from pg_locks where not granted`)).length > 0;
    });
    await two.query('commit');
    await refused;
    expect(await two.query('select * from eventing.relay_checkpoint')).toEqual([]);
    lease.stop();
    await Promise.all([one.close(), two.close()]);
  });

  it('loses its holder at once when renewing finds another one, and in time when it cannot renew', async () => {
    const connection = await DedicatedConnection.open(database.dataSource, { name: 'test' });
    const taken = (await Lease.tryAcquire(connection, 'first', 300)) as Lease;
    expect(taken.isValid).toBe(true);
    await connection.query(`update eventing.relay_lease set holder = 'second', fence = fence + 1`);
    await eventually('the lease to be lost', () => taken.lost.aborted && !taken.isValid);
    await connection.query(`update eventing.relay_lease set expires_at = now()`);
    const stuck = (await Lease.tryAcquire(connection, 'third', 300)) as Lease;
    const blocker = await DedicatedConnection.open(database.dataSource, { name: 'blocker' });
    await blocker.query('begin; lock table eventing.relay_lease');
    await eventually('the lease to be lost', () => stuck.lost.aborted && !stuck.isValid);
    expect(stuck.lost.reason).toMatchObject({ message: /not renewed in time/ });
    await blocker.close();
    await connection.close();
  });
});
