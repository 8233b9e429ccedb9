import { Module, type INestApplicationContext, type Provider } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { TypeOrmModule } from '@nestjs/typeorm';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { eventually } from '@warren/eventing/testing';
import { IN_MEMORY } from '../../../src/broker/in-memory/in-memory-url';
import { InMemoryServer } from '../../../src/broker/in-memory/in-memory-server';
import { EventingHealth } from '../../../src/eventing.health';
import { EventingModule } from '../../../src/eventing.module';
import type { EventingOptions } from '../../../src/eventing.options';
import { EXPIRE_AFTER_MS, RABBITMQ_URL, testNamespace } from '../../support/test-broker';
import { createTestDatabase, type TestDatabase } from '../../support/test-database';
import {
  Addressee,
  AddresseesProjection,
  BurnLetters,
  Citizen,
  CitizenSnapshots,
  ForgetCitizen,
  POST_TABLES,
  Registry,
  REGISTRY_TABLES,
  WelcomeCitizen,
} from './services';

export const BROKERS = [
  ['in memory', IN_MEMORY],
  ['on RabbitMQ', RABBITMQ_URL],
] as const;

/** Quick enough for a test. */
const HURRIED: EventingOptions['personalData'] = { answerWithinMs: 400, giveUpAfterMs: 1_500 };

/** A registry, which knows people, and a post, which keeps what it hears of them: two services, a broker between them. */
export class Town {
  private readonly running = new Set<INestApplicationContext>();

  private constructor(
    readonly brokerUrl: string,
    readonly namespace: string,
    readonly registryDatabase: TestDatabase,
    readonly postDatabase: TestDatabase,
  ) {}

  static async found(brokerUrl: string): Promise<Town> {
    const registry = await createTestDatabase();
    await registry.dataSource.query(REGISTRY_TABLES);
    const post = await createTestDatabase();
    await post.dataSource.query(POST_TABLES);
    return new Town(brokerUrl, testNamespace(), registry, post);
  }

  startRegistry(personalData: EventingOptions['personalData'] = {}): Promise<INestApplicationContext> {
    const providers = [Registry, ForgetCitizen, CitizenSnapshots];
    return this.start('registry', this.registryDatabase, providers, personalData);
  }

  startPost(personalData: EventingOptions['personalData'] = {}): Promise<INestApplicationContext> {
    const providers = [AddresseesProjection, WelcomeCitizen, BurnLetters];
    return this.start('post', this.postDatabase, providers, personalData);
  }

  async stop(app: INestApplicationContext): Promise<void> {
    this.running.delete(app);
    await app.close();
  }

  async namesOf(citizenId: string): Promise<string[] | undefined> {
    const rows = await this.inPost<{ names: string[] }>('select names from addressees where id = $1', [
      citizenId,
    ]);
    return rows[0]?.names;
  }

  async lettersTo(citizenId: string): Promise<string[]> {
    const rows = await this.inPost<{ text: string }>('select text from letters where citizen_id = $1', [
      citizenId,
    ]);
    return rows.map(({ text }) => text);
  }

  /** Until the post has made of a citizen what it is to make. */
  async untilPostKnows(citizenId: string, names: string[], letters: string[]): Promise<void> {
    let seen: unknown;
    await eventually(`the post to know ${names.join(', ')}`, async () => {
      seen = { names: await this.namesOf(citizenId), letters: await this.lettersTo(citizenId) };
      return JSON.stringify(seen) === JSON.stringify({ names, letters });
    }).catch((error: Error) => {
      throw new Error(`${error.message} It knows ${JSON.stringify(seen)}.`);
    });
  }

  inPost<Row extends object>(sql: string, parameters: unknown[] = []): Promise<Row[]> {
    return this.postDatabase.dataSource.query(sql, parameters);
  }

  inRegistry<Row extends object>(sql: string, parameters: unknown[] = []): Promise<Row[]> {
    return this.registryDatabase.dataSource.query(sql, parameters);
  }

  /** Everything that is in both databases, as text. */
  async dumps(): Promise<string> {
    const dumps = [this.registryDatabase, this.postDatabase].map(({ url }) => dump(url));
    return (await Promise.all(dumps)).join('\n');
  }

  async close(): Promise<void> {
    await Promise.all([...this.running].map((app) => app.close()));
    await Promise.all([this.registryDatabase.drop(), this.postDatabase.drop()]);
    InMemoryServer.forget(this.namespace);
  }

  private async start(
    service: string,
    database: TestDatabase,
    providers: Provider[],
    personalData: EventingOptions['personalData'],
  ): Promise<INestApplicationContext> {
    const { brokerUrl: url, namespace } = this;
    @Module({
      imports: [
        TypeOrmModule.forRoot({ type: 'postgres', url: database.url, entities: [Citizen, Addressee] }),
        EventingModule.forService(service, {
          broker: { url, namespace, expireAfterMs: EXPIRE_AFTER_MS },
          relay: { pollMs: 100, leaseMs: 1_000 },
          handlers: { retryDelays: ['200ms'] },
          scheduling: { pollMs: 100 },
          snapshots: { answerWithinMs: 1_000 },
          personalData: { ...HURRIED, ...personalData },
        }),
      ],
      providers,
    })
    class ServiceModule {}
    const app = await NestFactory.createApplicationContext(ServiceModule, {
      logger: false,
      abortOnError: false,
    });
    this.running.add(app);
    await eventually(`${service} to consume`, () =>
      app
        .get(EventingHealth)
        .state()
        .consumers.every(({ state, detail }) => state === 'consuming' || detail?.includes('was asked')),
    );
    return app;
  }
}

/** What a back-up would hold. */
export async function dump(url: string): Promise<string> {
  const { stdout } = await promisify(execFile)('pg_dump', ['--inserts', url], { maxBuffer: 2 ** 28 });
  return stdout;
}
