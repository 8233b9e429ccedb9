import { Client } from 'pg';

/** Takes one database away, as a stopped server would, while the server's other databases go on. */
export class Outage {
  private constructor(
    private readonly admin: Client,
    private readonly database: string,
  ) {}

  /** From now on nobody gets in, and who was in is thrown out. */
  static async begin(databaseUrl: string): Promise<Outage> {
    const url = new URL(databaseUrl);
    const database = url.pathname.slice(1);
    const admin = new Client({ connectionString: Object.assign(url, { pathname: '/postgres' }).toString() });
    await admin.connect();
    await admin.query(`alter database ${database} allow_connections false`);
    await admin.query('select pg_terminate_backend(pid) from pg_stat_activity where datname = $1', [
      database,
    ]);
    return new Outage(admin, database);
  }

  async end(): Promise<void> {
    await this.admin.query(`alter database ${this.database} allow_connections true`);
    await this.admin.end();
  }
}
