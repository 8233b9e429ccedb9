import type { INestApplication, LoggerService, Type } from '@nestjs/common';
import { Test, type TestingModuleBuilder } from '@nestjs/testing';
import { DataSource, type MigrationInterface } from 'typeorm';
import { eventingMigrations } from '../../../migrations';
import { IN_MEMORY } from '../../broker/in-memory/in-memory-url';
import { EVENTING_OPTIONS, type ResolvedEventingOptions } from '../../eventing.options';
import { setEnvironment } from '../environment';

/** A service that a harness runs. */
export interface HarnessService {
  /** Its root module. */
  module: Type;
  /** Those of the service; those of the eventing are run before them. */
  migrations?: (new () => MigrationInterface)[];
  /** How the module learns of its database. Default: `DATABASE_URL` in the environment. */
  environment?: (databaseUrl: string) => Record<string, string>;
  /** Puts something else in place of some providers: `(builder) => builder.overrideProvider(Mailer).useValue(fake)`. */
  override?: (builder: TestingModuleBuilder) => TestingModuleBuilder;
}

/** Brings a new database up to date. */
export async function migrate(url: string, migrations: (new () => MigrationInterface)[]): Promise<void> {
  const dataSource = new DataSource({
    type: 'postgres',
    url,
    migrations: [...eventingMigrations, ...migrations],
    migrationsTransactionMode: 'each',
  });
  await dataSource.initialize();
  try {
    await dataSource.runMigrations();
  } finally {
    await dataSource.destroy();
  }
}

/** Booting changes the environment of the process: one at a time, also where two harnesses start at once. */
let lastBoot: Promise<unknown> = Promise.resolve();

/**
 * Boots a service on the in-memory broker.
 *
 * @throws what its boot throws, and Error when the module chooses other servers than those of the harness.
 */
export function bootInTurn(
  service: HarnessService,
  namespace: string,
  url: string,
  logger: LoggerService,
): Promise<INestApplication> {
  const app = lastBoot.then(() => boot(service, namespace, url, logger));
  lastBoot = app.catch(() => undefined); // whoever started it hears of it
  return app;
}

async function boot(
  service: HarnessService,
  namespace: string,
  url: string,
  logger: LoggerService,
): Promise<INestApplication> {
  const { module, environment, override = (same) => same } = service;
  const restore = setEnvironment({
    ...(environment?.(url) ?? { DATABASE_URL: url }),
    RABBITMQ_URL: IN_MEMORY,
    EVENTING_NAMESPACE: namespace,
  });
  try {
    const built = await override(Test.createTestingModule({ imports: [module] }).setLogger(logger)).compile();
    const app = built.createNestApplication({ logger });
    await refuseOtherServers(app, module, namespace, url);
    return await app.init();
  } finally {
    restore();
  }
}

/** A module that brings its own addresses would be tested on servers that the test knows nothing of. */
async function refuseOtherServers(
  app: INestApplication,
  { name }: Type,
  namespace: string,
  url: string,
): Promise<void> {
  const { broker } = app.get<ResolvedEventingOptions>(EVENTING_OPTIONS, { strict: false });
  const [row] = await app
    .get(DataSource, { strict: false })
    .query<{ database: string }[]>('select current_database() as database');
  const wanted = new URL(url).pathname.slice(1);
  const problem =
    broker.url !== IN_MEMORY || broker.namespace !== namespace
      ? 'names a broker of its own. Leave `broker.url` and `broker.namespace` of EventingModule.forService to the environment'
      : row?.database !== wanted
        ? `is connected to the database ${row?.database}, not to that of the harness. Have it read DATABASE_URL when it boots, or tell the harness the variables it reads ("environment")`
        : undefined;
  if (!problem) return;
  await app.close();
  throw new Error(`${name} ${problem}.`);
}
