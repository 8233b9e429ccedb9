import { randomBytes } from 'node:crypto';
import { Client } from 'pg';

/** The server that tests share: asked for each time, as a test may have started one of its own. */
const databaseServer = (): string =>
  process.env.DATABASE_URL ?? 'postgres://postgres@127.0.0.1:5432/postgres';

export interface TestDatabase {
  url: string;
  /** Removes it, whoever is still connected. */
  drop(): Promise<void>;
}

/**
 * An empty database for one test file, beside the one that `serverUrl` (default: DATABASE_URL) names.
 *
 * @example const database = await createDatabase('orders'); // test_orders_1f9c…
 */
export async function createDatabase(service: string, serverUrl = databaseServer()): Promise<TestDatabase> {
  const name = `test_${service.replaceAll('-', '_')}_${randomBytes(6).toString('hex')}`;
  await query(serverUrl, `create database ${name}`);
  return {
    url: Object.assign(new URL(serverUrl), { pathname: `/${name}` }).toString(),
    drop: async () => {
      await query(serverUrl, `drop database if exists ${name} with (force)`);
    },
  };
}

/** One statement on a connection of its own. */
export async function query<Row extends object>(
  url: string,
  sql: string,
  parameters: unknown[] = [],
): Promise<Row[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Row>(sql, parameters)).rows;
  } finally {
    await client.end();
  }
}
