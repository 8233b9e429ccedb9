import { eventually } from '@warren/eventing/testing';
import { createTestDatabase, type TestDatabase } from '../support/test-database';
import { settle, type LedgerEvent } from './support/ledger';
import { ParcelMoved } from './support/parcel';
import { RecordingBroker } from './support/recording-broker';
import { RelayProcess } from './support/relay-process';
import { parcelService } from './support/service';

jest.setTimeout(60_000);

const OPTIONS = { relay: { leaseMs: 1_000, pollMs: 100 } };

let database: TestDatabase;
const relays: RelayProcess[] = [];

beforeEach(async () => {
  database = await createTestDatabase({ poolSize: 5 });
});
afterEach(async () => {
  await Promise.all(relays.splice(0).map((relay) => relay.kill()));
  await database.drop();
});

function start(delivered: LedgerEvent[]): RelayProcess {
  const relay = RelayProcess.start(database.url, OPTIONS, delivered);
  relays.push(relay);
  return relay;
}

/** One transaction; resolves with the position of its last event. */
async function publish(step: number): Promise<number> {
  const { unitOfWork, outbox } = parcelService(database.dataSource, new RecordingBroker());
  await unitOfWork.run(async () => {
    for (let n = 0; n < 10; n++) outbox.publish(new ParcelMoved({ parcelId: `p${n}`, step }));
  });
  const [row] = await database.dataSource.query<{ last: number }[]>(
    'select max(position)::int as last from eventing.outbox',
  );
  return row?.last ?? 0;
}

async function hasRead(relay: RelayProcess, position: number): Promise<boolean> {
  return ((await relay.status())?.lastPosition ?? 0) >= position;
}

async function committedEvents(): Promise<string[]> {
  const rows = await database.dataSource.query<{ event: string }[]>(
    `select partition_key || ' ' || sequence as event from eventing.outbox`,
  );
  return rows.map(({ event }) => event);
}

describe('what a broker had not confirmed when it lost it, and the relay died with it', () => {
  it('is sent again by the next relay', async () => {
    const arrived: LedgerEvent[] = [];
    const first = start(arrived);
    await publish(1);
    await eventually('the first events', () => arrived.length === 10);
    first.losing = true;
    for (let step = 2; step <= 4; step++) {
      const last = await publish(step);
      // Whatever it wrote when it sent them is written before it reads what comes after them.
      await eventually(`the relay to read to ${last}`, () => hasRead(first, last));
    }
    await first.kill();
    expect(arrived).toHaveLength(10);
    start(arrived);
    const committed = await committedEvents();
    await eventually(
      `all ${committed.length} events, not only ${arrived.length}`,
      () => settle(committed, arrived).lost.length === 0,
      20_000,
    );
    expect(settle(committed, arrived)).toMatchObject({ lost: [], backward: [] });
  });
});
