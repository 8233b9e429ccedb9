import { Socket } from 'node:net';
import { Client, types, type ClientConfig, type QueryArrayResult, type QueryResultRow } from 'pg';
import type { DataSource } from 'typeorm';

/** TypeORM's way to say where the database is; it does not export the type of its postgres options in a usable form. */
interface Address {
  url?: string;
  host?: string;
  port?: number;
  username?: string;
  password?: ClientConfig['password'];
  database?: string;
  ssl?: ClientConfig['ssl'];
  applicationName?: string;
  connectTimeoutMS?: number;
  extra?: ClientConfig;
  replication?: { master: Address };
}

interface Purpose {
  /** Shown in pg_stat_activity, behind the application's own name. */
  name: string;
  /** Session settings by name. */
  settings?: Record<string, string>;
  /** A query that takes longer fails. Default: none does. */
  queryTimeoutMs?: number;
  /** Hangs up as soon as this is aborted, also while it is still connecting. */
  until?: AbortSignal;
}

const INT8 = 20;
const CLOSE_WITHIN_MS = 2_000;

/**
 * A connection to the application's database that belongs to no pool: for work that must not compete with requests, that
 * needs session settings or LISTEN, and that must never find itself inside somebody's transaction. It does not reconnect:
 * who uses it opens another one, and by that knows that everything it had in mind has to be read again.
 */
export class DedicatedConnection {
  private readonly loss = new AbortController();
  private lastInLine: Promise<unknown> = Promise.resolve();

  private constructor(
    private readonly client: Client,
    private readonly socket: Socket,
  ) {
    client.on('error', (error) => this.loss.abort(error));
    client.on('end', () => this.loss.abort(new Error('The connection to PostgreSQL was closed.')));
  }

  /** Connects to the primary that the data source points to. @throws whatever keeps it from connecting. */
  static async open(dataSource: DataSource, purpose: Purpose): Promise<DedicatedConnection> {
    purpose.until?.throwIfAborted();
    const socket = new Socket();
    const client = new Client({ ...clientConfig(dataSource, purpose), stream: () => socket });
    const connection = new DedicatedConnection(client, socket);
    purpose.until?.addEventListener('abort', () => connection.cut(), { once: true, signal: connection.lost });
    try {
      await client.connect();
      await connection.apply(purpose.settings ?? {});
      return connection;
    } catch (error) {
      connection.cut();
      throw error;
    }
  }

  /** Aborted as soon as the connection is gone, for whatever reason. */
  get lost(): AbortSignal {
    return this.loss.signal;
  }

  /** Runs a statement by itself (autocommit). A `bigint` column comes as a number. */
  async query<Row extends object>(text: string, values: unknown[] = []): Promise<Row[]> {
    return (await this.inTurn(() => this.client.query<Row & QueryResultRow>(text, values))).rows;
  }

  /** The same for a statement that is run very often: prepared under `name`, each row a list of its columns. */
  async queryPrepared<Row extends unknown[]>(name: string, text: string, values: unknown[]): Promise<Row[]> {
    const query = { name, text, values, rowMode: 'array' as const };
    const result: QueryArrayResult<Row> = await this.inTurn(() => this.client.query<Row>(query));
    return result.rows;
  }

  /** Calls back for every NOTIFY on `channel` with its payload. */
  async listen(channel: string, callback: (payload: string) => void): Promise<void> {
    this.client.on('notification', (notification) => {
      if (notification.channel === channel) callback(notification.payload ?? '');
    });
    await this.query(`listen ${this.client.escapeIdentifier(channel)}`);
  }

  /** Says goodbye, and hangs up when the server does not answer in time. */
  async close(): Promise<void> {
    const hangUp = setTimeout(() => this.cut(), CLOSE_WITHIN_MS);
    try {
      await this.client.end();
    } finally {
      clearTimeout(hangUp);
    }
  }

  /** Hangs up at once; what is running fails. */
  cut(): void {
    this.socket.destroy();
  }

  /** One statement after the other: pg 9 no longer keeps them in line itself. */
  private inTurn<T>(run: () => Promise<T>): Promise<T> {
    const turn = this.lastInLine.then(run, run);
    this.lastInLine = turn;
    return turn;
  }

  private async apply(settings: Record<string, string>): Promise<void> {
    for (const setting of Object.entries(settings))
      await this.client.query('select set_config($1, $2, false)', setting);
  }
}

function clientConfig(dataSource: DataSource, purpose: Purpose): ClientConfig {
  const options = dataSource.options as Address;
  const address = options.replication?.master ?? options;
  const application = options.applicationName ?? address.applicationName;
  return {
    connectionString: address.url,
    host: address.host,
    port: address.port,
    user: address.username,
    password: address.password,
    database: address.database,
    ssl: address.ssl,
    keepAlive: true,
    ...options.extra,
    connectionTimeoutMillis: options.connectTimeoutMS ?? 5_000,
    query_timeout: purpose.queryTimeoutMs,
    application_name: [application, purpose.name].filter(Boolean).join(' '),
    types: {
      getTypeParser: (oid: number, format): unknown =>
        oid === INT8 ? Number : types.getTypeParser(oid, format),
    },
  };
}
