import { Logger, type INestApplicationContext } from '@nestjs/common';
import type { EventEnvelope } from '../../../src/message/envelope';
import { testNamespace } from '../../support/test-broker';
import { createTestDatabase, type TestDatabase } from '../../support/test-database';
import { arriving } from './contracts';
import { FulfilOrder, type Fulfilment } from './fulfil-order.saga';
import { deliver, startService, type SagaServiceSetup } from './saga-service';

// What these tests provoke is logged, as it should be; to see it set TEST_LOG.
if (!process.env.TEST_LOG) Logger.overrideLogger(false);

interface SagaRow {
  key: string;
  state: Fulfilment;
  status: string;
  version: number;
}

/** A database and a namespace of its own, and replicas of `svc` in it that all end with it. */
export class SagaWorld {
  readonly namespace = testNamespace();
  private readonly replicas = new Set<INestApplicationContext>();

  private constructor(readonly database: TestDatabase) {}

  static async create(): Promise<SagaWorld> {
    const database = await createTestDatabase();
    await database.dataSource.query('create table step_taken (key text, step text)');
    return new SagaWorld(database);
  }

  async replica(setup: Partial<SagaServiceSetup> = {}): Promise<INestApplicationContext> {
    const replica = await startService({
      databaseUrl: this.database.url,
      namespace: this.namespace,
      providers: [FulfilOrder],
      ...setup,
    });
    this.replicas.add(replica);
    return replica;
  }

  /** Stops a replica as a deployment does. */
  async stop(replica: INestApplicationContext): Promise<void> {
    this.replicas.delete(replica);
    await replica.close();
  }

  async send(replica: INestApplicationContext, event: object, changes: Partial<EventEnvelope> = {}) {
    const envelope = arriving(event, changes);
    await deliver(replica, envelope);
    return envelope;
  }

  query<T extends object>(sql: string, parameters: unknown[] = []): Promise<T[]> {
    return this.database.dataSource.query(sql, parameters);
  }

  async saga(key: string): Promise<SagaRow | undefined> {
    const rows = await this.query<SagaRow>(
      'select key, state, status, version from eventing.sagas where key = $1',
      [key],
    );
    return rows[0];
  }

  /** The steps of a saga that were committed, by what they left beside it. */
  async steps(key: string): Promise<string[]> {
    const rows = await this.query<{ step: string }>('select step from step_taken where key = $1', [key]);
    return rows.map(({ step }) => step);
  }

  /** What `svc` has published about an order, in order. */
  async published(key: string): Promise<EventEnvelope<Record<string, unknown>>[]> {
    const rows = await this.query<{ body: EventEnvelope<Record<string, unknown>> }>(
      `select body::jsonb as body from eventing.outbox where partition_key = $1 order by position`,
      [`fulfilment/${key}`],
    );
    return rows.map(({ body }) => body);
  }

  async publishedTypes(key: string): Promise<string[]> {
    return (await this.published(key)).map(({ type }) => type.replace(/^svc\.(.*)\.v1$/, '$1'));
  }

  async timeouts(key: string): Promise<string[]> {
    const rows = await this.query<{ name: string }>(
      'select name from eventing.saga_timeouts where key = $1 order by name',
      [key],
    );
    return rows.map(({ name }) => name);
  }

  async handled(eventId: string): Promise<string | undefined> {
    const rows = await this.query<{ outcome: string }>(
      'select outcome from eventing.inbox where event_id = $1',
      [eventId],
    );
    return rows[0]?.outcome;
  }

  async end(): Promise<void> {
    await Promise.all([...this.replicas].map((replica) => replica.close()));
    await this.database.drop();
  }
}
