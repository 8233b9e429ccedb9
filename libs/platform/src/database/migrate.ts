import { setTimeout as pause } from 'node:timers/promises';
import type { Client } from 'pg';
import { DataSource } from 'typeorm';
import { ServiceConfig } from '../config/service-config';
import { StartError } from '../service/start-error';
import { migrationAddress, nameOfDatabase } from './address';
import { connectToDatabase } from './connect';
import { grantRights } from './grant-rights';
import { PooledClient } from './pooled-client';
import type { Migration } from './schema';

/** Any number, so long as nothing else takes it; advisory locks are per database. */
const MIGRATION_LOCK = 1_747_332_665;
const LOCK_WAIT_MS = 10 * 60_000;

/**
 * Runs the migrations that the database lacks, each in a transaction of its own. Replicas may do so at the same time: one
 * works, the others wait and find nothing left to do. Where it is done as a role of its own (MIGRATION_DATABASE_URL), the role that
 * the service runs as is then given what it needs.
 *
 * @returns the names of the migrations that were run.
 * @throws StartError when the database cannot be used, or another process has been migrating it for ten minutes.
 */
export async function migrate(
  config: ServiceConfig,
  migrations: Migration[],
  announceWait: (why: string) => void,
): Promise<string[]> {
  const client = await connectToDatabase(migrationAddress(config), announceWait);
  try {
    await takeLock(client, config, announceWait);
    const run = await runMigrations(config, migrations);
    await grantRights(client, config);
    return run;
  } finally {
    await client.end(); // and with its session goes the lock
  }
}

/** Asks again and again: a session that waits inside `pg_advisory_lock` would block `create index concurrently`. */
async function takeLock(
  client: Client,
  config: ServiceConfig,
  announceWait: (why: string) => void,
): Promise<void> {
  const deadline = Date.now() + LOCK_WAIT_MS;
  for (let announced = false; ; announced = true) {
    const { rows } = await client.query<{ taken: boolean }>('select pg_try_advisory_lock($1) as taken', [
      MIGRATION_LOCK,
    ]);
    if (rows[0]?.taken) return;
    if (!announced)
      announceWait(
        `${nameOfDatabase(migrationAddress(config).url)} is being migrated by another process; waiting for it to finish.`,
      );
    if (Date.now() > deadline) {
      throw new StartError(
        `${nameOfDatabase(migrationAddress(config).url)} has been locked by another migration for ${LOCK_WAIT_MS / 60_000} minutes. ` +
          'Look for it in pg_stat_activity; when it is gone, run this again.',
      );
    }
    await pause(200);
  }
}

async function runMigrations(config: ServiceConfig, migrations: Migration[]): Promise<string[]> {
  const dataSource = new DataSource({
    type: 'postgres',
    url: migrationAddress(config).url,
    applicationName: `${config.service} migrate`,
    installExtensions: false,
    migrations,
    migrationsTransactionMode: 'each',
    extra: { Client: PooledClient },
  });
  await dataSource.initialize();
  try {
    return (await dataSource.runMigrations()).map((migration) => migration.name);
  } finally {
    await dataSource.destroy();
  }
}
