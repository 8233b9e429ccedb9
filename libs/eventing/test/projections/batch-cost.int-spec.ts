import { SETTINGS } from '../../src/projections/batches/settings.sql';
import { HOLD, LOAD_HELD, RELEASE } from '../../src/projections/streams/held.sql';
import { LOCK_GATES, MOVE_GATES, READ_GATES } from '../../src/projections/streams/gates.sql';
import { DepotDatabase } from './support/depot-database';

interface PlanNode {
  'Relation Name'?: string;
  'Actual Rows': number;
  'Actual Loops': number;
  'Rows Removed by Filter'?: number;
  'Rows Removed by Index Recheck'?: number;
  Plans?: PlanNode[];
}

/** Tables are filled and never analysed here: it is a moment after a rebuild, and the planner knows nothing. */
describe('the statements of a batch', () => {
  let depot: DepotDatabase;
  const streams = Array.from({ length: 50 }, (_, index) => `/depot/parcel/${index * 97}`);

  beforeAll(async () => {
    depot = await DepotDatabase.create();
    await depot.query(`alter table eventing.projection_gate set (autovacuum_enabled = off)`);
    await depot.query(`alter table eventing.projection_held set (autovacuum_enabled = off)`);
    await depot.query(
      `insert into eventing.projection_gate select 'p', '/depot/parcel/' || n, 1 from generate_series(0, 19999) n`,
    );
    await depot.query(
      `insert into eventing.projection_held
       select 'p', '/depot/parcel/' || n / 4, 3 + n % 4, '{}' from generate_series(0, 19999) n`,
    );
  });
  afterAll(() => depot.drop());

  /** How many rows of gates and held events the statement looked at. */
  async function rowsLookedAt(sql: string, parameters: unknown[]): Promise<number> {
    const runner = depot.database.dataSource.createQueryRunner();
    await runner.startTransaction();
    await runner.query(SETTINGS);
    type Explained = { 'QUERY PLAN': [{ Plan: PlanNode }] }[];
    const [row] = (await runner.query(`explain (analyze, format json) ${sql}`, parameters)) as Explained;
    await runner.rollbackTransaction();
    await runner.release();
    return count((row as Explained[number])['QUERY PLAN'][0].Plan);
  }

  function count(node: PlanNode): number {
    const removed = (node['Rows Removed by Filter'] ?? 0) + (node['Rows Removed by Index Recheck'] ?? 0);
    const own = node['Relation Name'] ? (node['Actual Rows'] + removed) * node['Actual Loops'] : 0;
    return (node.Plans ?? []).reduce((sum, inner) => sum + count(inner), own);
  }

  const sequences = streams.map(() => 4);
  const bodies = streams.map(() => '{}');
  const letters = streams.map(() => null);

  it.each<[string, string, unknown[]]>([
    ['lock gates', LOCK_GATES, [streams]],
    ['read gates', READ_GATES, [streams]],
    ['move gates', MOVE_GATES, [streams, sequences]],
    ['load held events', LOAD_HELD, [streams, 1_000]],
    ['hold events', HOLD, [streams, sequences, bodies, letters]],
    ['release events', RELEASE, [streams, sequences]],
  ])('%s without looking at what belongs to other streams', async (_what, sql, parameters) => {
    expect(await rowsLookedAt(sql, ['p', ...parameters])).toBeLessThanOrEqual(streams.length * 10);
  });
});
