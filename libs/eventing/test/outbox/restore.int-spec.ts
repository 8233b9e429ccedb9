import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { Client } from 'pg';
import { DataSource } from 'typeorm';
import { startPrivatePostgres } from '../../../../tools/servers';
import { eventually } from '@warren/eventing/testing';
import { createHostileDatabase, type HostileDatabase } from './support/hostile-database';
import { RecordingBroker } from './support/recording-broker';
import { parcelService } from './support/service';
import { Session } from './support/session';

jest.setTimeout(120_000);

const run = promisify(execFile);
const STILL = { relay: { leaseMs: 1_000, pollMs: 50 } };

let old: HostileDatabase;
let other: Awaited<ReturnType<typeof startPrivatePostgres>>;

beforeAll(async () => {
  other = await startPrivatePostgres({ settings: { fsync: 'off' } });
  old = await createHostileDatabase();
  // The other cluster has just begun to count its transactions; this one is far ahead.
  await old.dataSource.query(
    `do $$ begin for n in 1..3000 loop perform pg_current_xact_id(); commit; end loop; end $$`,
  );
}, 90_000);
afterAll(async () => {
  await old.drop();
  await other.stop();
});

/** Leaves a gap that is parked for a transaction which commits only once the relay is gone, and one that rolled back. */
async function leaveGapsBehind(): Promise<void> {
  const broker = new RecordingBroker();
  const { relay } = parcelService(old.dataSource, broker, STILL);
  const [late, loser, writer] = [
    await Session.open(old.url),
    await Session.open(old.url),
    await Session.open(old.url),
  ];
  relay.start();
  await late.run('begin');
  await late.insert(['late', 1]);
  await loser.run('begin');
  await loser.insert(['loser', 1]);
  await writer.insert(['relayed', 1]);
  await eventually('both gaps to be parked', () => relay.status().parkedGaps === 1);
  await relay.stop();
  await late.run('commit');
  await loser.run('rollback');
  await writer.insert(['unrelayed', 1]);
  await Promise.all([late.close(), loser.close(), writer.close()]);
}

/** Into a new database there; returns its address. */
async function restoreInto(serverUrl: string, name: string): Promise<string> {
  const admin = new Client({ connectionString: serverUrl });
  await admin.connect();
  await admin.query(`create database ${name}`);
  await admin.end();
  const url = Object.assign(new URL(serverUrl), { pathname: `/${name}` }).toString();
  const { stdout } = await run('pg_dump', [old.url], { maxBuffer: 64 * 1024 * 1024 });
  const restoring = run('psql', ['-q', '-v', 'ON_ERROR_STOP=1', url]);
  restoring.child.stdin?.end(stdout);
  await restoring;
  return url;
}

async function relayFrom(url: string): Promise<void> {
  const dataSource = await new DataSource({ type: 'postgres', url }).initialize();
  const broker = new RecordingBroker();
  const { relay } = parcelService(dataSource, broker, STILL);
  const keys = () => broker.events.map((event) => event.partitionkey);
  relay.start();
  try {
    await eventually(
      `late and unrelayed, not ${keys().join()}`,
      () => keys().includes('late') && keys().includes('unrelayed'),
    );
    await dataSource.query(
      `insert into eventing.outbox (event_id, type, partition_key, sequence, body)
       values (gen_random_uuid(), 'parcels.parcel-moved.v1', 'new', 1, '{"partitionkey":"new"}')`,
    );
    await eventually('a new event', () => keys().includes('new'));
    expect(keys()).toEqual(['late', 'unrelayed', 'new']);
    await eventually('the gaps to be settled for good', async () => {
      const [row] = await dataSource.query<{ left: number }[]>(
        `select cardinality(gap_lows) + (select count(*)::int from eventing.relay_parked_gap) as left
           from eventing.relay_checkpoint order by id desc limit 1`,
      );
      return row?.left === 0;
    });
  } finally {
    await relay.stop();
    await dataSource.destroy();
  }
}

describe('after the outbox was restored from a dump', () => {
  beforeAll(leaveGapsBehind);

  it('into another cluster, whose transaction ids begin anew, the gaps of the old one are settled', async () => {
    await relayFrom(await restoreInto(other.url, 'elsewhere'));
  });

  it('into another cluster that may not be asked who it is, the transaction ids tell', async () => {
    const url = await restoreInto(other.url, 'silent');
    const admin = new Client({ connectionString: url });
    await admin.connect();
    await admin.query(`
      revoke execute on function pg_control_system() from public;
      create role plain login;
      grant all on schema eventing, public to plain;
      grant all on all tables in schema eventing to plain;
      grant all on all sequences in schema eventing to plain`);
    await admin.end();
    await relayFrom(url.replace('postgres@', 'plain@'));
  });

  it('into the same cluster, they are settled as well', async () => {
    await relayFrom(await restoreInto(old.server.url, 'again'));
  });
});
