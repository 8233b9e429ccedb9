import { Logger, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { eventingMigrations } from '@warren/eventing';
import { readConfig, type ServiceConfig } from '../config/service-config';
import { settingsOf } from '../config/settings-of-services';
import { runtimeAddress } from '../database/address';
import { connectToDatabase } from '../database/connect';
import { migrate } from '../database/migrate';
import { noteMigrations } from '../database/migrations-of-services';
import { refuseSuperuser } from '../database/refuse-superuser';
import { checkSchema, type Migration } from '../database/schema';
import { configureHttp } from '../http/configure-http';
import { checkPort, explainPort } from './port';
import { endOnSignals, endOnUncaughtErrors, endWhenStoppingHangs, fail } from './process-end';
import { knownSecrets } from '../logging/redaction/known-secrets';
import { ServiceLogger } from '../logging/service-logger';
import { startTracing } from '../tracing/start-tracing';
import { StartError } from './start-error';

export interface ServiceOptions {
  /** In kebab case, as in `PlatformModule.forService`. */
  name: string;
  /** Where it listens unless PORT says otherwise. */
  defaultPort: number;
  /** The service's own; those of the eventing are run before them. */
  migrations: Migration[];
}

const SIGNALS: NodeJS.Signals[] = ['SIGTERM', 'SIGINT'];

/**
 * The whole of a service's `main.ts`. Without an argument the service runs until it is told to stop (SIGTERM, SIGINT); with
 * the argument `migrate` it brings its database up to date and ends; with `ops` and a command (`ops outbox status`) it runs
 * that command beside the service, and ends. What prevents one of these is said in one message (of the settings all that are
 * wrong, the service's own included), and the process ends with 1; a command that was not understood ends it with 2.
 *
 * @example void runService(OrdersModule, { name: 'orders', defaultPort: 3004, migrations });
 */
export async function runService(module: Type, options: ServiceOptions): Promise<void> {
  endOnUncaughtErrors();
  endOnSignals(SIGNALS);
  const migrations = [...eventingMigrations, ...options.migrations];
  noteMigrations(options.name, migrations);
  if (process.argv[2] === 'ops') return operate(module, options.name);
  Logger.overrideLogger(new ServiceLogger(options.name));
  const logger = new Logger('Service');
  try {
    const config = readConfig(options.name, process.env, settingsOf(options.name));
    knownSecrets.learn(config);
    Logger.overrideLogger(new ServiceLogger(options.name, config));
    const argument = process.argv[2];
    if (argument === 'migrate') await runMigrations(config, migrations, logger);
    else if (argument === undefined) await serve(module, config, options.defaultPort, migrations, logger);
    else
      throw new StartError(
        `"${argument}" is no argument of ${options.name}. There are two: migrate, and ops.`,
      );
  } catch (error) {
    fail(`${options.name} could not start`, error);
  }
}

/** Loaded by this process alone: no service needs the command line while it runs. */
async function operate(module: Type, service: string): Promise<void> {
  const { runOperation } = await import('../operations/command-line/run-operation');
  process.exit(await runOperation(module, service, process.argv.slice(3)));
}

async function runMigrations(config: ServiceConfig, migrations: Migration[], logger: Logger): Promise<void> {
  const run = await migrate(config, migrations, (why) => logger.log(why));
  logger.log(run.length === 0 ? 'The database is up to date.' : `Migrated the database: ${run.join(', ')}.`);
}

async function serve(
  module: Type,
  config: ServiceConfig,
  defaultPort: number,
  migrations: Migration[],
  logger: Logger,
): Promise<void> {
  const database = await connectToDatabase(runtimeAddress(config), (why) => logger.log(why));
  try {
    await refuseSuperuser(database, config);
    await checkSchema(database, config, migrations);
  } finally {
    await database.end();
  }
  const port = config.PORT ?? defaultPort;
  await checkPort(port);
  await startTracing(config);
  const app = await NestFactory.create<NestExpressApplication>(module, {
    bodyParser: false,
    abortOnError: false,
  });
  configureHttp(app, config);
  endWhenStoppingHangs(SIGNALS);
  app.enableShutdownHooks(SIGNALS, { useProcessExit: true });
  await listen(app, port);
  const url = (await app.getUrl()).replace('[::1]', 'localhost');
  logger.log(`${config.service} listens on ${url}, its API is described at ${url}/docs`);
}

async function listen(app: NestExpressApplication, port: number): Promise<void> {
  try {
    await app.listen(port);
  } catch (error) {
    await app.close();
    throw explainPort(error, port);
  }
}
