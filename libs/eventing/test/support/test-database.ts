import { randomBytes } from 'node:crypto';
import { Client } from 'pg';
import { DataSource, type DataSourceOptions } from 'typeorm';
import { eventingMigrations } from '../../migrations';

const ADMIN_URL = process.env.DATABASE_URL ?? 'postgres://postgres@127.0.0.1:5432/postgres';

export interface TestDatabase {
  url: string;
  dataSource: DataSource;
  /** Closes the data source and drops the database, whoever is still connected. */
  drop(): Promise<void>;
}

type Extras = Partial<Pick<DataSourceOptions, 'entities' | 'migrations' | 'logging'>> & { poolSize?: number };

/** A database of its own for one test file, with the eventing schema in it. */
export async function createTestDatabase(extras: Extras = {}, adminUrl = ADMIN_URL): Promise<TestDatabase> {
  const name = `warren_test_${randomBytes(6).toString('hex')}`;
  await asAdmin(adminUrl, `create database ${name}`);
  const url = Object.assign(new URL(adminUrl), { pathname: `/${name}` }).toString();
  const migrations = [...eventingMigrations, ...((extras.migrations as []) ?? [])];
  const dataSource = new DataSource({
    type: 'postgres',
    url,
    migrationsTransactionMode: 'each',
    ...extras,
    migrations,
  });
  await dataSource.initialize();
  await dataSource.runMigrations();
  return {
    url,
    dataSource,
    drop: async () => {
      if (dataSource.isInitialized) await dataSource.destroy();
      await asAdmin(adminUrl, `drop database if exists ${name} with (force)`);
    },
  };
}

async function asAdmin(adminUrl: string, sql: string): Promise<void> {
  const client = new Client({ connectionString: adminUrl });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
