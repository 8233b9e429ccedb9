import type { Client } from 'pg';
import type { MigrationInterface } from 'typeorm';
import { ServiceConfig } from '../config/service-config';
import { StartError } from '../service/start-error';
import { nameOfDatabase } from './address';

export type Migration = new () => MigrationInterface;

const UNDEFINED_TABLE = '42P01';

/**
 * @throws StartError when migrations of the service have not been run on its database.
 */
export async function checkSchema(
  client: Client,
  config: ServiceConfig,
  migrations: readonly Migration[],
): Promise<void> {
  const run = await migrationsRun(client);
  const missing = migrations.map(nameOf).filter((name) => !run.has(name));
  if (missing.length === 0) return;
  throw new StartError(
    `${nameOfDatabase(config.DATABASE_URL)} lacks ${missing.length} of ${migrations.length} migrations (${missing.join(', ')}). ` +
      `Run them first: node dist/apps/${config.service}/main.js migrate`,
  );
}

/** The names of the migrations that have been run; none on a database that has never seen any. */
export async function migrationsRun(client: Client): Promise<Set<string>> {
  try {
    const { rows } = await client.query<{ name: string }>('select name from migrations');
    return new Set(rows.map((row) => row.name));
  } catch (error) {
    if ((error as { code?: string }).code === UNDEFINED_TABLE) return new Set();
    throw error;
  }
}

/** As TypeORM names it in its table. */
export function nameOf(migration: Migration): string {
  return new migration().name ?? migration.name;
}
