import { Logger, type INestApplicationContext } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
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

  /** Sagas that run, each with a time-out "stock" that is due since a while (default: now), as if nothing had been running. */
  async due(keys: string[], { saga = 'fulfil-order', since = '0 s' } = {}): Promise<void> {
    await this.query(
      `with started as (
         insert into eventing.sagas (name, key, state)
         select $1, key, '{"total": 1, "steps": []}' from unnest($2::text[]) as t(key)
       )
       insert into eventing.saga_timeouts (saga, key, name, id, due_at, look_at, correlation_id)
       select $1, key, 'stock', id, now() - $4::interval, now() - $4::interval, 'c'
       from unnest($2::text[], $3::uuid[]) as t(key, id)`,
      [saga, keys, keys.map(() => uuidv7()), since],
    );
  }

  /** Does something while a saga, whose time-out is due since a while, is in the hands of somebody else: steps wait. */
  async whileBusy(key: string, since: string, work: () => Promise<void>): Promise<void> {
    await this.due([key], { since: '-1 h' });
    await this.database.dataSource.transaction(async (manager) => {
      await manager.query('select from eventing.sagas where key = $1 for update', [key]);
      await this.query(
        'update eventing.saga_timeouts set due_at = now() - $2::interval, look_at = now() where key = $1',
        [key, since],
      );
      await work();
    });
  }

  /** How often the time-outs of a saga were sent that are not handled. */
  async sends(key: string): Promise<number | undefined> {
    const rows = await this.query<{ sends: number }>(
      'select sends from eventing.saga_timeouts where key = $1',
      [key],
    );
    return rows[0]?.sends;
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
