import { Client } from 'pg';
import { eventually } from '@warren/eventing/testing';

/**
 * A transaction of the test's own that holds a lock in the database of a service: whoever needs what is locked stands
 * still, in the middle of what they are at, until it is let go.
 *
 * @example A projection cannot write, and its queries can read:
 * ```ts
 * const hold = await Hold.on(orders.databaseUrl, 'lock table order_details in exclusive mode');
 * await place();
 * await hold.untilWaitedFor();
 * await hold.letGo();
 * ```
 */
export class Hold {
  private constructor(
    private readonly client: Client,
    private readonly what: string,
  ) {}

  /** @param sql locks something: a row, a table, or a key that nobody else can insert meanwhile */
  static async on(databaseUrl: string, sql: string, parameters: unknown[] = []): Promise<Hold> {
    const client = new Client({ connectionString: databaseUrl });
    client.on('error', () => undefined); // a test that failed leaves it behind, and its database is dropped under it
    await client.connect();
    await client.query('begin');
    await client.query(sql, parameters);
    return new Hold(client, sql);
  }

  /** @throws Error when nobody has come to a halt in time. */
  async untilWaitedFor(): Promise<void> {
    await eventually(`somebody to wait for the end of "${this.what}"`, async () => {
      const { rows } = await this.client.query(
        'select 1 from pg_locks where not granted and pg_backend_pid() = any (pg_blocking_pids(pid)) limit 1',
      );
      return rows.length > 0;
    });
  }

  /** Nothing that it did stays. */
  letGo(): Promise<void> {
    return this.end('rollback');
  }

  /** What it did becomes visible now: late. */
  commit(): Promise<void> {
    return this.end('commit');
  }

  private async end(how: 'commit' | 'rollback'): Promise<void> {
    await this.client.query(how);
    await this.client.end();
  }
}
