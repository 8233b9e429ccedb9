import {
  OVERDUE as OVERDUE_TIMEOUTS,
  TAKE_DUE as TAKE_DUE_TIMEOUTS,
} from '../../src/sagas/timeouts/timeouts.sql';
import {
  OVERDUE as OVERDUE_EVENTS,
  TAKE_DUE as TAKE_DUE_EVENTS,
} from '../../src/scheduling/scheduled-events.sql';
import { createTestDatabase, type TestDatabase } from '../support/test-database';

jest.setTimeout(60_000);

const MANY = 20_000;

interface PlanNode {
  'Actual Rows': number;
  'Actual Loops': number;
  'Rows Removed by Filter'?: number;
  Plans?: PlanNode[];
}

/** How many rows a plan has looked at, whether it needed them or not. */
function rowsIn(node: PlanNode): number {
  const own = (node['Actual Rows'] + (node['Rows Removed by Filter'] ?? 0)) * node['Actual Loops'];
  return own + (node.Plans ?? []).reduce((sum, part) => sum + rowsIn(part), 0);
}

/** These statements run every few seconds, and whenever something is due. */
describe('Among very many that are due later, and many dead letters,', () => {
  let database: TestDatabase;

  beforeAll(async () => {
    database = await createTestDatabase();
    const { dataSource } = database;
    await dataSource.query(
      `insert into eventing.scheduled_events (id, type, data, due_at, look_at, correlation_id)
       select gen_random_uuid(), 't', '{}', now() + n * interval '1 s', now() + n * interval '1 s', 'c'
       from generate_series(-9, $1::int) n`,
      [MANY],
    );
    await dataSource.query(
      `with started as (
         insert into eventing.sagas (name, key, state) select 'fulfil', n::text, 'null' from generate_series(-9, $1::int) n
       )
       insert into eventing.saga_timeouts (saga, key, name, id, due_at, look_at, correlation_id)
       select 'fulfil', n::text, 't', gen_random_uuid(), now() + n * interval '1 s', now() + n * interval '1 s', 'c'
       from generate_series(-9, $1::int) n`,
      [MANY],
    );
    await dataSource.query(
      `insert into eventing.dead_letters (id, consumer, message_key, reason, queue, exchange, routing_key, error_name,
                                          error_message, attempts, first_failed_at, last_failed_at, headers, body)
       select gen_random_uuid(), 'fulfil', gen_random_uuid()::text, 'exhausted', 'q', '', 'q', 'E', 'm', 1, now(), now(), '{}', ''
       from generate_series(1, $1::int)`,
      [MANY],
    );
    for (const table of ['scheduled_events', 'saga_timeouts', 'dead_letters'])
      await dataSource.query(`vacuum analyze eventing.${table}`);
  });
  afterAll(() => database?.drop());

  it.each<[string, string, unknown[]]>([
    ['the time-outs that are due are taken', TAKE_DUE_TIMEOUTS, ['fulfil', 500]],
    ['the overdue time-outs are counted', OVERDUE_TIMEOUTS, [['fulfil'], 1_000]],
    ['the scheduled events that are due are taken', TAKE_DUE_EVENTS, [500, 1_000]],
    ['the overdue scheduled events are counted', OVERDUE_EVENTS, [1_000]],
  ])('%s without a look at the others', async (_what, sql, parameters) => {
    const rows = await database.dataSource.query<{ 'QUERY PLAN': [{ Plan: PlanNode }] }[]>(
      `explain (analyze, format json) ${sql}`,
      parameters,
    );
    const plan = rows[0]?.['QUERY PLAN'][0].Plan as PlanNode;
    expect(rowsIn(plan)).toBeGreaterThan(0);
    expect(rowsIn(plan)).toBeLessThan(MANY / 20);
  });
});
