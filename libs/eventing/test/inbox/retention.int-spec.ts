import { v4 as uuidv4, v7 as uuidv7 } from 'uuid';
import { DedicatedConnection } from '../../src/database/dedicated-connection';
import { dayOf, forgetHandled, makeRoomInInbox } from '../../src/inbox/retention';
import { createTestDatabase, type TestDatabase } from '../support/test-database';

const DAY_MS = 86_400_000;
const NOW = Date.now();

describe('the retention of the inbox', () => {
  let database: TestDatabase;
  let connection: DedicatedConnection;

  beforeEach(async () => {
    database = await createTestDatabase();
    connection = await DedicatedConnection.open(database.dataSource, { name: 'retention test' });
  });
  afterEach(async () => {
    await connection.close();
    await database.drop();
  });

  /** An event of `days` ago that was handled `handledDays` ago; returns its id. */
  const handled = async (days: number, handledDays = days, id = uuidv7({ msecs: NOW - days * DAY_MS })) => {
    await database.dataSource.query(
      `insert into eventing.inbox (event_id, consumer, outcome, handled_at)
       values ($1, 'consumer', 'handled', now() - $2 * interval '1 day')`,
      [id, handledDays],
    );
    return id;
  };
  const remembered = async () => {
    const rows = await database.dataSource.query<{ id: string }[]>(
      'select event_id as id from eventing.inbox',
    );
    return rows.map(({ id }) => id).sort();
  };
  const partitionOf = async (id: string) => {
    const [row] = await database.dataSource.query<[{ name: string }]>(
      'select tableoid::regclass::text as name from eventing.inbox where event_id = $1',
      [id],
    );
    return row.name;
  };

  it('gives today and the days to come a partition each, and does so again without harm', async () => {
    await makeRoomInInbox(connection, NOW);
    await makeRoomInInbox(connection, NOW);
    expect(await partitionOf(await handled(0))).toBe(`eventing.${dayOf(NOW).name}`);
    expect(await partitionOf(await handled(-3, 0))).toBe(`eventing.${dayOf(NOW + 3 * DAY_MS).name}`);
    expect(await partitionOf(await handled(-9, 0))).toBe('eventing.inbox_default');
  });

  it('leaves a day in the default partition that has begun there, and makes room for the others', async () => {
    const early = await handled(0);
    await makeRoomInInbox(connection, NOW);
    expect(await partitionOf(early)).toBe('eventing.inbox_default');
    expect(await partitionOf(await handled(-1, 0))).toBe(`eventing.${dayOf(NOW + DAY_MS).name}`);
  });

  it('does the same when the day begins just after it was looked for', async () => {
    const ask = connection.query.bind(connection);
    let early: string | undefined;
    jest.spyOn(connection, 'query').mockImplementation(async (sql, parameters) => {
      const answer = await ask(sql, parameters);
      if (sql.includes('inbox_default')) early ??= await handled(0);
      return answer;
    });
    await makeRoomInInbox(connection, NOW);
    expect(await partitionOf(early as string)).toBe('eventing.inbox_default');
    expect(await partitionOf(await handled(-1, 0))).toBe(`eventing.${dayOf(NOW + DAY_MS).name}`);
  });

  it('forgets a day as a whole when the last of its events was handled long enough ago, and not before', async () => {
    await makeRoomInInbox(connection, NOW - 20 * DAY_MS);
    await makeRoomInInbox(connection, NOW);
    await handled(20);
    await handled(19);
    const [late, recent] = [await handled(18, 2), await handled(1)];
    const removed = await forgetHandled(connection, 14, NOW);
    expect(removed).toEqual([20, 19, 17].map((days) => dayOf(NOW - days * DAY_MS).name));
    expect(await remembered()).toEqual([late, recent].sort());
  });

  it('forgets ids without a time one by one', async () => {
    await handled(0, 15, uuidv4());
    const kept = await handled(0, 13, uuidv4());
    await forgetHandled(connection, 14, NOW);
    expect(await remembered()).toEqual([kept]);
  });
});
