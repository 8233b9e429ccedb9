import { DataSource, type DataSourceOptions } from 'typeorm';
import { createDatabase } from '@warren/eventing/testing';
import { eventingMigrations } from '../../migrations';

export interface TestDatabase {
  url: string;
  dataSource: DataSource;
  /** Closes the data source and drops the database, whoever is still connected. */
  drop(): Promise<void>;
}

type Extras = Partial<Pick<DataSourceOptions, 'entities' | 'migrations' | 'logging'>> & { poolSize?: number };

/** A database of its own for one test file, with the eventing schema in it. */
export async function createTestDatabase(extras: Extras = {}, adminUrl?: string): Promise<TestDatabase> {
  const { url, drop } = await createDatabase('eventing', adminUrl);
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
      await drop();
    },
  };
}
