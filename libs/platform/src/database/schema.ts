import { setTimeout as pause } from 'node:timers/promises';
import { Client } from 'pg';
import type { MigrationInterface } from 'typeorm';
import { isDatabaseAway } from '@warren/eventing';
import { ServiceConfig } from '../config/service-config';
import { StartError } from '../service/start-error';

export type Migration = new () => MigrationInterface;

const UNDEFINED_TABLE = '42P01';

/**
 * Connects to the service's database, waiting for a server that is not there yet.
 *
 * @throws StartError when it does not answer within `waitMs`, or answers that it will not let the service in.
 */
export async function connectToDatabase(
  config: ServiceConfig,
  announceWait: (why: string) => void,
  waitMs = 60_000,
): Promise<Client> {
  const deadline = Date.now() + waitMs;
  for (let announced = false; ; announced = true) {
    const client = new Client({ connectionString: config.DATABASE_URL, connectionTimeoutMillis: 5_000 });
    try {
      await client.connect();
      return client;
    } catch (error) {
      await client.end();
      if (!isDatabaseAway(error) || Date.now() > deadline) throw cannotConnect(config, error);
      if (!announced)
        announceWait(
          `${addressOf(config)} does not answer yet (${reason(error)}); trying again for ${waitMs / 1_000} s.`,
        );
    }
    await pause(500);
  }
}

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
    `${addressOf(config)} lacks ${missing.length} of ${migrations.length} migrations (${missing.join(', ')}). ` +
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

/** The database as a person knows it, without its password. */
export function addressOf(config: ServiceConfig): string {
  const { host, pathname } = new URL(config.DATABASE_URL);
  return `The database "${decodeURIComponent(pathname.slice(1))}" on ${host}`;
}

function cannotConnect(config: ServiceConfig, error: unknown): StartError {
  const advice =
    (error as { code?: string }).code === '3D000'
      ? 'Create it, or set DATABASE_URL to one that exists.'
      : 'Is PostgreSQL running there, and is DATABASE_URL right?';
  return new StartError(`${addressOf(config)} cannot be used: ${reason(error)}. ${advice}`, { cause: error });
}

function reason(error: unknown): string {
  const { message, code } = error as { message?: string; code?: string };
  return message || code || String(error);
}

/** As TypeORM names it in its table. */
export function nameOf(migration: Migration): string {
  return new migration().name ?? migration.name;
}
