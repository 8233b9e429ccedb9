import { DataSource } from 'typeorm';
import { TableUpkeep } from '../../src/outbox/table-upkeep';
import { eventually } from '@warren/eventing/testing';
import { TcpProxy } from '../support/tcp-proxy';
import { createTestDatabase, type TestDatabase } from '../support/test-database';
import { ParcelMoved } from './support/parcel';
import { RecordingBroker } from './support/recording-broker';
import { parcelService, type Service } from './support/service';
import { Session } from './support/session';

/** Less than any query's own time limit: what hangs here would hang. */
jest.setTimeout(25_000);

const LONG_LEASE = { relay: { leaseMs: 3_600_000, pollMs: 3_600_000 } };
const STOP_WITHIN_MS = 100;

let database: TestDatabase;
let proxy: TcpProxy;
/** The same database, through the proxy. */
let distant: DataSource;
let broker: RecordingBroker;
let service: Service;

beforeEach(async () => {
  database = await createTestDatabase();
  proxy = await TcpProxy.before(database.url);
  distant = await new DataSource({ type: 'postgres', url: proxy.url, connectTimeoutMS: 60_000 }).initialize();
  broker = new RecordingBroker();
  service = parcelService(distant, broker, LONG_LEASE);
});
afterEach(async () => {
  proxy.thaw();
  await service.relay.stop();
  await distant.destroy();
  await proxy.close();
  await database.drop();
});

const becomes = (role: string): Promise<unknown> =>
  eventually(role, () => service.relay.status().role === role);

async function publish(): Promise<void> {
  const local = parcelService(database.dataSource, broker);
  await local.unitOfWork.run(async () => {
    local.outbox.publish(new ParcelMoved({ parcelId: 'p', step: 1 }));
  });
}

describe('a relay whose database does not answer any more stops within its limit', () => {
  it('while it has nothing to do, and cannot give its lease back', async () => {
    service.relay.start();
    await becomes('active');
    proxy.freeze();
    await service.relay.stop(STOP_WITHIN_MS);
    expect(service.relay.status().role).toBe('stopped');
  });

  it('while it waits for a checkpoint to be written', async () => {
    let confirm: () => void = () => undefined;
    broker.answer = () => new Promise((resolve) => (confirm = () => resolve('routed')));
    await publish();
    service.relay.start();
    await eventually('the event', () => broker.delivered.length === 1);
    proxy.freeze();
    confirm();
    await service.relay.stop(STOP_WITHIN_MS);
    expect(service.relay.status().role).toBe('stopped');
  });

  it('while it stands by', async () => {
    const other = parcelService(database.dataSource, broker, LONG_LEASE);
    other.relay.start();
    await eventually('the other to relay', () => other.relay.status().role === 'active');
    service.relay.start();
    await becomes('standby');
    proxy.freeze();
    service.relay.nudge(); // a query that waits
    await service.relay.stop(STOP_WITHIN_MS);
    expect(service.relay.status().role).toBe('stopped');
    await other.relay.stop();
  });

  it.each([1, 2, 3, 4])('while it opens connection %d', async (nth) => {
    const before = proxy.accepted;
    proxy.freezeFrom(before + nth);
    service.relay.start();
    await eventually('the connection', () => proxy.accepted >= before + nth);
    await service.relay.stop(STOP_WITHIN_MS);
    expect(service.relay.status().role).toBe('stopped');
  });
});

describe('the upkeep', () => {
  it('that is told to end while it is connecting does no round any more', async () => {
    const blocker = await Session.open(database.url);
    await blocker.run('begin', 'lock table eventing.outbox_default in access exclusive mode');
    const over = new AbortController();
    const before = proxy.accepted;
    proxy.freeze();
    const running = new TableUpkeep(distant, {
      outboxDays: 7,
      inboxDays: 7,
      deadLetterDays: 30,
      sagaDays: 7,
    }).run(over.signal);
    await eventually('its connections', () => proxy.accepted === before + 2);
    over.abort();
    proxy.thaw();
    await running; // a round would wait for the lock
    await blocker.close();
  });
});
