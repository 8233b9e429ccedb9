import { randomBytes } from 'node:crypto';
import { Logger, type Type } from '@nestjs/common';
import { eventingMigrations } from '@warren/eventing';
import { createDatabase, query, queuesOf } from '@warren/eventing/testing';
import { readConfig } from '../config/service-config';
import { migrate } from '../database/migrate';
import { noteMigrations } from '../database/migrations-of-services';
import type { Migration } from '../database/schema';
import { ServiceLogger } from '../logging/service-logger';
import { HttpClient } from './http-client';
import { startReplica, type Replica } from './replica';
import { accessSettings } from './test-issuer';

/** Queues and exchanges that nobody has used for so long vanish from the broker. */
export const EXPIRE_AFTER_MS = 120_000;

/** A service that runs in the process of its test, with a database and names on the broker of its own. */
export interface StartedService extends Replica {
  databaseUrl: string;
  /** What its process would have in its environment. */
  env: Record<string, string>;
  query<Row extends object>(sql: string, parameters?: unknown[]): Promise<Row[]>;
  /** One more, with the same settings, database and queues; it stops with the service, or before. Default: of the same module. */
  startReplica(module?: Type): Promise<Replica>;
}

export interface StartOptions {
  name: string;
  migrations: Migration[];
  /** Services with the same namespace hear each other. Default: one of its own. */
  namespace?: string;
  /** More environment variables. */
  env?: Record<string, string>;
}

/** A prefix for everything that a test makes on the broker. */
export function testNamespace(): string {
  return `t${randomBytes(5).toString('hex')}`;
}

/**
 * Starts a service as `runService` would, on a free port.
 *
 * @example
 * ```ts
 * const orders = await startService(OrdersModule, { name: 'orders', migrations });
 * expect((await orders.post('/orders', {})).status).toBe(400);
 * await orders.stop();
 * ```
 */
export async function startService(module: Type, options: StartOptions): Promise<StartedService> {
  const database = await createDatabase(options.name);
  const env = await environmentOf(options, database.url);
  const replicas: Replica[] = [];
  const another = async (of: Type = module): Promise<Replica> => {
    const replica = await startReplica(of, options.name, env);
    replicas.push(replica);
    return replica;
  };
  try {
    await prepare(options, env);
    const first = await another();
    return Object.assign(new HttpClient(await first.app.getUrl()), {
      app: first.app,
      databaseUrl: database.url,
      env,
      query: <Row extends object>(sql: string, parameters?: unknown[]) =>
        query<Row>(database.url, sql, parameters),
      startReplica: another,
      stop: async () => {
        const deleteQueues = queuesOf(first.app);
        await Promise.all(replicas.map((replica) => replica.stop()));
        await database.drop();
        await deleteQueues();
      },
    });
  } catch (error) {
    await database.drop();
    throw error;
  }
}

async function environmentOf(options: StartOptions, databaseUrl: string): Promise<Record<string, string>> {
  return {
    RABBITMQ_URL: process.env.RABBITMQ_URL ?? 'amqp://guest:guest@127.0.0.1:5672',
    EVENTING_NAMESPACE: options.namespace ?? testNamespace(),
    EVENTING_EXPIRE_AFTER_MS: String(EXPIRE_AFTER_MS),
    LOG_LEVEL: 'error',
    ...(await accessSettings()),
    ...options.env,
    DATABASE_URL: databaseUrl,
  };
}

/** Logs as the service does, on a database that is up to date. */
async function prepare({ name, migrations }: StartOptions, env: Record<string, string>): Promise<void> {
  const config = readConfig(name, { ...process.env, ...env });
  Logger.overrideLogger(new ServiceLogger(name, config));
  const all = [...eventingMigrations, ...migrations];
  noteMigrations(name, all);
  await migrate(config, all, () => undefined);
}
