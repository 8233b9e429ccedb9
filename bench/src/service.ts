import { Module, type Provider } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { EventingModule, eventingMigrations, type EventingOptions } from '@warren/eventing';
import {
  configureHttp,
  DatabaseModule,
  migrate,
  PlatformModule,
  readConfig,
  startTracing,
  type ServiceConfig,
} from '@warren/platform';
import { Scraping } from './watching/scraping';
import { databaseOf, RABBITMQ_URL } from './workplace';

/** Who may use routes is no matter: nobody sends requests. */
const NOBODY_ASKS = {
  AUTH_ISSUER: 'urn:warren:bench',
  AUTH_AUDIENCE: 'bench',
  AUTH_JWKS_URL: 'http://localhost:1/jwks',
};

/** Nobody reads the metrics unless it is said how often. */
const SCRAPE_EVERY_MS = Number(process.env.BENCH_SCRAPE_EVERY_MS ?? 0);

interface ServiceParts {
  entities?: Parameters<typeof DatabaseModule.forEntities>;
  providers?: Provider[];
  options?: Omit<EventingOptions, 'service' | 'broker'>;
}

/**
 * A whole service in this process, as `runService` would start it: eventing, HTTP, metrics, traces, and what is to be
 * measured. Traces are recorded where the environment names a collector.
 *
 * @param name of the workplace that it works in
 */
export async function startService(name: string, parts: ServiceParts = {}): Promise<NestExpressApplication> {
  const config = configure(name);
  await migrate(config, eventingMigrations, console.log);
  await startTracing(config);
  if (SCRAPE_EVERY_MS > 0) await Scraping.warmUp();
  @Module({
    imports: [
      PlatformModule.forService('bench'),
      DatabaseModule.forEntities(...(parts.entities ?? [])),
      EventingModule.forService('bench', parts.options),
    ],
    providers: [Scraping, ...(parts.providers ?? [])],
  })
  class BenchModule {}
  const app = await NestFactory.create<NestExpressApplication>(BenchModule, {
    bodyParser: false,
    logger: ['error', 'warn'],
  });
  configureHttp(app, config);
  await app.listen(0, '127.0.0.1');
  if (SCRAPE_EVERY_MS > 0) app.get(Scraping).start(await app.getUrl(), SCRAPE_EVERY_MS);
  return app;
}

/** Its modules read the environment, too. */
function configure(name: string): ServiceConfig {
  Object.assign(process.env, {
    DATABASE_URL: databaseOf(name),
    DATABASE_POOL_SIZE: '60',
    RABBITMQ_URL,
    ...NOBODY_ASKS,
    EVENTING_NAMESPACE: name,
    EVENTING_EXPIRE_AFTER_MS: '600000',
  });
  return readConfig('bench');
}
