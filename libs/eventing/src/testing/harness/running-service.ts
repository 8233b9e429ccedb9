import type { INestApplication, InjectionToken, LoggerService, Type } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { DeadLetters } from '../../dead-letters/dead-letters';
import type { DeadLetter } from '../../dead-letters/dead-letter';
import { EventingHealth, type EventingState } from '../../eventing.health';
import { EVENTING_OPTIONS, type ResolvedEventingOptions } from '../../eventing.options';
import { eventually } from '../eventually';
import { createDatabase, type TestDatabase } from '../test-database';
import { bootInTurn, migrate, type HarnessService } from './boot';
import { dueWork, givenUp } from './due-work';

/** One service that runs in the process of its test, with a database of its own, on the in-memory broker. */
export class RunningService {
  private constructor(
    readonly app: INestApplication,
    private readonly database: TestDatabase,
  ) {}

  /** Boots it and waits until it consumes and relays. While it boots, the environment of the process is its own. */
  static async start(
    service: HarnessService,
    namespace: string,
    logger: LoggerService,
  ): Promise<RunningService> {
    const database = await createDatabase(databaseNameOf(service.module));
    try {
      await migrate(database.url, service.migrations ?? []);
      const app = await bootInTurn(service, namespace, database.url, logger);
      const running = new RunningService(app, database);
      await running.untilReady();
      return running;
    } catch (error) {
      await database.drop();
      throw error;
    }
  }

  /** As in `EventingModule.forService`. */
  get name(): string {
    return this.app.get<ResolvedEventingOptions>(EVENTING_OPTIONS, { strict: false }).service;
  }

  /** A provider, from whichever of its modules. */
  get<T>(token: InjectionToken<T>): T {
    return this.app.get<T>(token as Type<T>, { strict: false });
  }

  /** One statement on the service's database. */
  query<Row>(sql: string, parameters?: unknown[]): Promise<Row[]> {
    return this.get(DataSource).query(sql, parameters);
  }

  state(): EventingState {
    return this.get(EventingHealth).state();
  }

  /** The types of the events in its outbox that are committed and have not been sent. */
  async unsent(sent: readonly string[]): Promise<string[]> {
    const rows = await this.query<{ type: string }>(
      'select type from eventing.outbox where event_id <> all ($1::uuid[]) order by position',
      [sent],
    );
    return rows.map(({ type }) => type);
  }

  /** How many events its projections hold because an earlier one is missing, by projection. */
  async held(): Promise<{ projection: string; events: number }[]> {
    return this.query('select projection, count(*)::int as events from eventing.projection_held group by 1');
  }

  /** Time-outs and scheduled events whose time has come and that are not done, a line each. */
  due(): Promise<string[]> {
    return dueWork((sql, parameters) => this.query(sql, parameters));
  }

  /** Scheduled events that could not be published, a line each. */
  givenUp(): Promise<string[]> {
    return givenUp((sql, parameters) => this.query(sql, parameters));
  }

  parked(): Promise<DeadLetter[]> {
    return this.get(DeadLetters).find({}, { limit: 1_000 });
  }

  async stop(): Promise<void> {
    try {
      await this.app.close();
    } finally {
      await this.database.drop();
    }
  }

  private async untilReady(): Promise<void> {
    let last = '';
    const ready = eventually(`${this.name} to consume and to relay`, () => {
      const { relay, consumers } = this.state();
      last = JSON.stringify({ relay, consumers });
      return relay.role === 'active' && consumers.every(({ state }) => state === 'consuming');
    });
    await ready.catch(async (error: Error) => {
      await this.app.close();
      throw new Error(`${error.message}: ${last}`, { cause: error });
    });
  }
}

/** `OrdersModule` → `orders` */
function databaseNameOf({ name }: Type): string {
  const short = name.replace(/Module$/, '').toLowerCase();
  return short.replace(/[^a-z0-9]/g, '').slice(0, 30) || 'harness';
}
