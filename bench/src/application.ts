import { randomBytes } from 'node:crypto';
import { Module, type Provider } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { Client } from 'pg';
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
import { scrape } from './scraping';

const ADMIN_URL = process.env.DATABASE_URL ?? 'postgres://postgres@127.0.0.1:5432/postgres';
export const RABBITMQ_URL = process.env.RABBITMQ_URL ?? 'amqp://guest:guest@127.0.0.1:5672';
/** Nobody reads the metrics unless it is said how often. */
const SCRAPE_EVERY_MS = Number(process.env.BENCH_SCRAPE_EVERY_MS ?? 0);

/** A database and a namespace that exist for one benchmark. */
export class Workplace {
  readonly namespace = `bench${randomBytes(4).toString('hex')}`;
  private readonly database = `warren_${this.namespace}`;

  get exchange(): string {
    return `${this.namespace}.bench.events`;
  }

  async prepare(): Promise<void> {
    await this.asAdmin(`create database ${this.database}`);
  }

  async clear(): Promise<void> {
    await this.asAdmin(`drop database if exists ${this.database} with (force)`);
  }

  /**
   * A whole service, as `runService` would start it, with the eventing, HTTP, metrics and traces, and no more. Traces are
   * recorded where the environment names a collector.
   */
  async start(parts: ApplicationParts = {}): Promise<NestExpressApplication> {
    const config = this.configure();
    await migrate(config, eventingMigrations, console.log);
    await startTracing(config);
    @Module({
      imports: [
        PlatformModule.forService('bench'),
        DatabaseModule.forEntities(...(parts.entities ?? [])),
        EventingModule.forService('bench', parts.options),
      ],
      providers: parts.providers ?? [],
    })
    class BenchModule {}
    const app = await NestFactory.create<NestExpressApplication>(BenchModule, {
      bodyParser: false,
      logger: ['error', 'warn'],
    });
    configureHttp(app, config);
    await app.listen(0, '127.0.0.1');
    if (SCRAPE_EVERY_MS > 0) await this.watch(app);
    return app;
  }

  /** Until it closes. */
  private async watch(app: NestExpressApplication): Promise<void> {
    const over = new AbortController();
    const scraping = scrape(await app.getUrl(), SCRAPE_EVERY_MS, over.signal);
    const close = app.close.bind(app);
    app.close = async () => {
      over.abort();
      await scraping;
      await close();
    };
  }

  /** The modules of the service read the environment, too. */
  private configure(): ServiceConfig {
    Object.assign(process.env, {
      DATABASE_URL: Object.assign(new URL(ADMIN_URL), { pathname: `/${this.database}` }).toString(),
      DATABASE_POOL_SIZE: '60',
      RABBITMQ_URL,
      EVENTING_NAMESPACE: this.namespace,
      EVENTING_EXPIRE_AFTER_MS: '600000',
    });
    return readConfig('bench');
  }

  private async asAdmin(sql: string): Promise<void> {
    const client = new Client({ connectionString: ADMIN_URL });
    await client.connect();
    try {
      await client.query(sql);
    } finally {
      await client.end();
    }
  }
}

interface ApplicationParts {
  entities?: Parameters<typeof DatabaseModule.forEntities>;
  providers?: Provider[];
  options?: Omit<EventingOptions, 'service' | 'broker'>;
}
