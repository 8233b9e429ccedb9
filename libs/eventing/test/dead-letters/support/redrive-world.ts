import { Logger, type INestApplicationContext } from '@nestjs/common';
import { eventually } from '@warren/eventing/testing';
import type { DeadLetterStatus } from '../../../src/dead-letters/dead-letter';
import { DeadLetterRedrive } from '../../../src/dead-letters/redrive/dead-letter-redrive';
import type { Redrive } from '../../../src/dead-letters/redrive/redrive';
import type { EventEnvelope } from '../../../src/message/envelope';
import { createNotes, NoteThing, notes } from '../../handlers/support/note-thing';
import { thingHappened } from '../../handlers/support/thing-happened';
import { deliver, startService, type SagaServiceSetup } from '../../sagas/support/saga-service';
import { testNamespace } from '../../support/test-broker';
import { createTestDatabase, type TestDatabase } from '../../support/test-database';

// What these tests provoke is logged, as it should be; to see it set TEST_LOG.
if (!process.env.TEST_LOG) Logger.overrideLogger(false);

/** A database and a namespace of its own, and replicas of `svc` in it that note things; all end with it. */
export class RedriveWorld {
  readonly namespace = testNamespace();
  private readonly replicas = new Set<INestApplicationContext>();

  private constructor(readonly database: TestDatabase) {}

  static async create(): Promise<RedriveWorld> {
    const database = await createTestDatabase();
    await createNotes(database.dataSource);
    return new RedriveWorld(database);
  }

  /** Tries once, and looks for work often. */
  async replica(setup: Partial<SagaServiceSetup> = {}): Promise<INestApplicationContext> {
    const replica = await startService({
      databaseUrl: this.database.url,
      namespace: this.namespace,
      providers: [NoteThing],
      handlers: { immediateTries: 1, retryDelays: [], breaker: false },
      scheduling: { pollMs: 100 },
      ...setup,
    });
    this.replicas.add(replica);
    return replica;
  }

  async stop(replica: INestApplicationContext): Promise<void> {
    this.replicas.delete(replica);
    await replica.close();
  }

  /** As if nothing had happened yet. */
  async clear(): Promise<void> {
    await this.query(
      `truncate eventing.dead_letters, eventing.dead_letter_history, eventing.redrives, eventing.redrive_letters,
         eventing.inbox, note`,
    );
  }

  /** Things that the handler fails with, parked. */
  async parked(replica: INestApplicationContext, things: readonly EventEnvelope[]): Promise<void> {
    const note = replica.get(NoteThing);
    note.afterwards = () => Promise.reject(new Error('the bug'));
    await Promise.all(things.map((thing) => deliver(replica, thing)));
    await eventually(
      `${things.length} to be parked`,
      async () => (await this.statuses()).parked === things.length,
      30_000,
    );
    note.afterwards = () => undefined;
  }

  async finished(replica: INestApplicationContext, id: string, within = 60_000): Promise<Redrive> {
    let last: Redrive | undefined;
    const over = eventually(
      'the re-drive to end',
      async () => {
        last = await replica.get(DeadLetterRedrive).progress(id);
        return last.status !== 'running' && last.underWay === 0;
      },
      within,
    );
    await over.catch((error: Error) => {
      throw new Error(`${error.message}: ${JSON.stringify(last)}`, { cause: error });
    });
    return last as Redrive;
  }

  async statuses(): Promise<Partial<Record<DeadLetterStatus, number>>> {
    const rows = await this.query<{ status: DeadLetterStatus; count: number }>(
      'select status, count(*)::int as count from eventing.dead_letters group by 1',
    );
    return Object.fromEntries(rows.map(({ status, count }) => [status, count]));
  }

  async letterOf(event: EventEnvelope): Promise<string> {
    const rows = await this.query<{ id: string }>(
      'select id from eventing.dead_letters where event_id = $1',
      [event.id],
    );
    return rows[0]?.id ?? 'none';
  }

  async history(letter: string): Promise<string[]> {
    const rows = await this.query<{ what: string; actor: string | null }>(
      'select what, actor from eventing.dead_letter_history where letter = $1 order by id',
      [letter],
    );
    return rows.map(({ what, actor }) => (actor ? `${what} by ${actor}` : what));
  }

  /** How often each thing was noted. */
  notes(): Promise<Record<string, number>> {
    return notes(this.database.dataSource);
  }

  query<T extends object>(sql: string, parameters: unknown[] = []): Promise<T[]> {
    return this.database.dataSource.query(sql, parameters);
  }

  async end(): Promise<void> {
    await Promise.all([...this.replicas].map((replica) => replica.close()));
    await this.database.drop();
  }
}

/** So many things, one event each. */
export function things(count: number): EventEnvelope[] {
  return Array.from({ length: count }, (_, index) => thingHappened({ subject: `thing-${index + 1}` }));
}

/** The events of one thing, in order. */
export function eventsOf(subject: string, count: number): EventEnvelope[] {
  return Array.from({ length: count }, (_, index) =>
    thingHappened({ subject, sequence: index + 1 }, { amount: index + 1 }),
  );
}
