import { randomBytes } from 'node:crypto';
import { Logger, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { eventingMigrations } from '@warren/eventing';
import { readConfig } from '../config/service-config';
import { migrate } from '../database/migrate';
import type { Migration } from '../database/schema';
import { configureHttp } from '../http/configure-http';
import { ServiceLogger } from '../service/service-logger';
import { HttpClient } from './http-client';
import { createDatabase, query } from './test-database';

/** Queues and exchanges that nobody has used for so long vanish from the broker. */
export const EXPIRE_AFTER_MS = 120_000;

/** A service that runs in the process of its test, with a database and names on the broker of its own. */
export interface StartedService extends HttpClient {
  app: NestExpressApplication;
  databaseUrl: string;
  query<Row extends object>(sql: string, parameters?: unknown[]): Promise<Row[]>;
  stop(): Promise<void>;
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
  const restore = setEnvironment({
    RABBITMQ_URL: process.env.RABBITMQ_URL ?? 'amqp://guest:guest@127.0.0.1:5672',
    EVENTING_NAMESPACE: options.namespace ?? testNamespace(),
    EVENTING_EXPIRE_AFTER_MS: String(EXPIRE_AFTER_MS),
    LOG_LEVEL: 'error',
    ...options.env,
    DATABASE_URL: database.url,
  });
  try {
    const config = readConfig(options.name);
    Logger.overrideLogger(new ServiceLogger(options.name, config));
    await migrate(config, [...eventingMigrations, ...options.migrations], () => undefined);
    const app = await NestFactory.create<NestExpressApplication>(module, {
      bodyParser: false,
      abortOnError: false,
    });
    configureHttp(app, config);
    await app.listen(0, '127.0.0.1');
    return Object.assign(new HttpClient(await app.getUrl()), {
      app,
      databaseUrl: database.url,
      query: <Row extends object>(sql: string, parameters?: unknown[]) =>
        query<Row>(database.url, sql, parameters),
      stop: async () => {
        await app.close();
        await database.drop();
      },
    });
  } catch (error) {
    await database.drop();
    throw error;
  } finally {
    restore();
  }
}

function setEnvironment(values: Record<string, string>): () => void {
  const before = Object.keys(values).map((name) => [name, process.env[name]] as const);
  Object.assign(process.env, values);
  return () => {
    for (const [name, value] of before) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  };
}
