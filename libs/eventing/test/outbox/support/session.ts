import { Client } from 'pg';

/** One writer at the database, step by step. Rows are written as the outbox would, but key and sequence by hand. */
export class Session {
  private constructor(readonly client: Client) {}

  static async open(url: string): Promise<Session> {
    const client = new Client({ connectionString: url });
    await client.connect();
    return new Session(client);
  }

  async run(...statements: string[]): Promise<void> {
    for (const statement of statements) await this.client.query(statement);
  }

  async one<T>(query: string): Promise<T> {
    return Object.values((await this.client.query<Record<string, T>>(query)).rows[0] ?? {})[0] as T;
  }

  /** Without a surrounding `begin` it is committed at once. */
  async insert(...events: [key: string, sequence: number][]): Promise<void> {
    await this.client.query(
      `insert into eventing.outbox (event_id, type, partition_key, sequence, body)
       select id, 'parcels.parcel-moved.v1', key, sequence,
              json_build_object('id', id, 'partitionkey', key, 'sequence', sequence)
         from (select gen_random_uuid() as id, key, sequence
                 from unnest($1::text[], $2::bigint[]) with ordinality as e(key, sequence, place) order by place) e`,
      [events.map(([key]) => key), events.map(([, sequence]) => sequence)],
    );
  }

  async close(): Promise<void> {
    await this.client.end();
  }
}
