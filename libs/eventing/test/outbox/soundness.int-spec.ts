import { eventually } from '@warren/eventing/testing';
import { createHostileDatabase, type HostileDatabase } from './support/hostile-database';
import { RecordingBroker } from './support/recording-broker';
import { parcelService } from './support/service';
import { Session } from './support/session';

jest.setTimeout(60_000);

let database: HostileDatabase;
let session: Session;

beforeAll(async () => {
  database = await createHostileDatabase();
  session = await Session.open(database.url);
});
afterAll(async () => {
  await session.close();
  await database.drop();
});

describe('the relay refuses an outbox that it would lose events of, says why, and goes on once it is mended', () => {
  const SEQUENCE = 'alter sequence eventing.outbox_position';
  const trigger = (how: string) => `alter table eventing.outbox ${how} trigger take_transaction_id`;

  it.each([
    ['a sequence that caches', `${SEQUENCE} cache 20`, /caches 20 values/, `${SEQUENCE} cache 1`],
    ['a sequence that takes steps', `${SEQUENCE} increment 2`, /count up by 1/, `${SEQUENCE} increment 1`],
    ['a sequence that starts again', `${SEQUENCE} cycle`, /never start again/, `${SEQUENCE} no cycle`],
    [
      'a trigger that is switched off',
      trigger('disable'),
      /take_transaction_id.*missing, disabled/,
      trigger('enable always'),
    ],
    ['a trigger that replication skips', trigger('enable'), /take_transaction_id/, trigger('enable always')],
    [
      'a sequence behind its rows',
      `insert into eventing.outbox (event_id, type, partition_key, sequence, body)
         select gen_random_uuid(), 'parcels.parcel-moved.v1', 'k', n, '{}' from generate_series(1, 5) n;
       select setval('eventing.outbox_position', 2)`,
      /stands at 2, behind position 5: .*setval\('eventing.outbox_position', 5\)/,
      `select setval('eventing.outbox_position', 5)`,
    ],
  ])('%s', async (_, break_, complaint, mend) => {
    await session.run(break_);
    const { relay } = parcelService(database.dataSource, new RecordingBroker());
    relay.start();
    try {
      await eventually('the relay did not refuse', () => complaint.test(relay.status().detail ?? ''));
      expect(relay.status().role).toBe('waiting');
      await session.run(mend);
      await eventually('the relay did not recover', () => relay.status().role === 'active');
    } finally {
      await session.run(mend);
      await relay.stop();
    }
  });

  it('rows hidden by row-level security', async () => {
    const role = `reader_of_parcels`;
    await session.run(
      `create role ${role} login`,
      `grant all on schema eventing to ${role}`,
      `grant all on all tables in schema eventing to ${role}`,
      `grant all on all sequences in schema eventing to ${role}`,
      'alter table eventing.outbox enable row level security',
    );
    const { relay } = parcelService(database.dataSource, new RecordingBroker());
    Object.assign(database.dataSource.options, { url: database.url.replace('postgres@', `${role}@`) });
    try {
      relay.start();
      await eventually('the relay did not refuse', () =>
        /Row-level security/.test(relay.status().detail ?? ''),
      );
    } finally {
      await relay.stop();
      Object.assign(database.dataSource.options, { url: database.url });
      await session.run('alter table eventing.outbox disable row level security');
    }
  });

  it('a read replica: it cannot tell which transactions are running', async () => {
    const { relay } = parcelService(database.dataSource, new RecordingBroker());
    await session.run(
      'create schema fake',
      'create function fake.pg_is_in_recovery() returns boolean return true',
    );
    Object.assign(database.dataSource.options, {
      extra: { options: '-c search_path=fake,pg_catalog,public' },
    });
    try {
      relay.start();
      await eventually('the relay did not refuse', () => /read replica/.test(relay.status().detail ?? ''));
    } finally {
      await relay.stop();
      Object.assign(database.dataSource.options, { extra: undefined });
    }
  });
});

describe('a transaction has its id before it takes a position', () => {
  let writer: Session;
  /** Between taking the position and writing the row, a writer stops here while somebody holds the lock. */
  beforeAll(() =>
    session.run(
      `create function stop_here() returns trigger language plpgsql as $$
       begin perform pg_advisory_xact_lock(42); return new; end $$`,
      'create trigger stop_here before insert on eventing.outbox for each row execute function stop_here()',
    ),
  );
  afterAll(() => session.run('drop function stop_here() cascade'));
  beforeEach(async () => {
    writer = await Session.open(database.url);
  });
  afterEach(() => writer.close());

  const COLUMNS = '(event_id, type, partition_key, sequence, body)';
  const ID = '0190c5d2-0000-7000-8000-000000000000';
  const row = `('${ID}', 'parcels.parcel-moved.v1', 'k', 1, '{}')`;
  const STATEMENTS: [string, string][] = [
    ['a single row', `insert into eventing.outbox ${COLUMNS} values ${row}`],
    ['several rows', `insert into eventing.outbox ${COLUMNS} values ${row}, ${row}`],
    ['INSERT … SELECT', `insert into eventing.outbox ${COLUMNS} select '${ID}', 't', 'k', 1, '{}'`],
    ['a CTE that nobody reads', `with i as (insert into eventing.outbox ${COLUMNS} values ${row}) select 1`],
    ['COPY', `copy eventing.outbox ${COLUMNS} from program 'echo ${ID},t,k,1,b' with (format csv)`],
    ['a partition named directly', `insert into eventing.outbox_from_0 ${COLUMNS} values ${row}`],
  ];

  /** Runs the statement up to where its position is taken and its row not written, and looks at it from outside. */
  async function halfway(statement: string): Promise<{ tookPosition: boolean; hasXid: boolean }> {
    const position = 'select last_value::int from eventing.outbox_position';
    const before = await session.one<number>(position);
    const pid = await writer.one<number>('select pg_backend_pid()');
    await session.run('begin', 'select pg_advisory_xact_lock(42)');
    await writer.run('begin');
    const writing = writer.run(statement);
    try {
      await eventually('the writer did not come to the pause', async () => {
        return session.one(
          `select true from pg_locks where pid = ${pid} and locktype = 'advisory' and not granted`,
        );
      });
      const hasXid = await session.one<boolean>(
        `select exists (select from pg_locks where pid = ${pid} and locktype = 'transactionid')`,
      );
      return { tookPosition: (await session.one<number>(position)) > before, hasXid };
    } finally {
      await session.run('commit');
      await writing;
      await writer.run('rollback');
    }
  }

  it.each(STATEMENTS)('in %s', async (_, statement) => {
    expect(await halfway(statement)).toEqual({ tookPosition: true, hasXid: true });
  });

  it('which it would not by itself: without the trigger the position comes first', async () => {
    const disabled = ['outbox', 'outbox_from_0'].map(
      (table) => `alter table eventing.${table} disable trigger take_transaction_id`,
    );
    await session.run(...disabled);
    try {
      for (const [, statement] of STATEMENTS)
        expect(await halfway(statement)).toEqual({ tookPosition: true, hasXid: false });
    } finally {
      await session.run(...disabled.map((statement) => statement.replace('disable', 'enable always')));
    }
  });
});
