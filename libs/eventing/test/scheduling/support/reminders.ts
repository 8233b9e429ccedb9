import type { INestApplicationContext } from '@nestjs/common';
import { eventually } from '@warren/eventing/testing';
import type { EventEnvelope } from '../../../src/message/envelope';
import { Scheduler } from '../../../src/scheduling/scheduler';
import type { When } from '../../../src/scheduling/when';
import { UnitOfWork } from '../../../src/unit-of-work/unit-of-work';
import { SagaWorld } from '../../sagas/support/saga-world';
import { ReminderDue } from './reminder-due';

/** Replicas of a service that schedules reminders, and what has become of them. */
export class Reminders {
  private constructor(readonly world: SagaWorld) {}

  static async create(): Promise<Reminders> {
    return new Reminders(await SagaWorld.create());
  }

  replica(setup: Parameters<SagaWorld['replica']>[0] = {}): Promise<INestApplicationContext> {
    return this.world.replica({ providers: [], ...setup });
  }

  /** In a unit of work of its own; returns the id. */
  schedule(
    replica: INestApplicationContext,
    event: { about?: string; number?: number },
    when: When,
    options?: { key?: string },
  ): Promise<string> {
    return replica
      .get(UnitOfWork)
      .run(() =>
        Promise.resolve(
          replica
            .get(Scheduler)
            .publishLater(new ReminderDue({ about: 'it', number: 1, ...event }), when, options),
        ),
      );
  }

  /** What was published, in order. */
  async published(): Promise<(EventEnvelope<{ about: string; number: number }> & { sequence: number })[]> {
    const rows = await this.world.query<{ body: never }>(
      "select body::jsonb as body from eventing.outbox where type = 'svc.reminder-due.v1' order by position",
    );
    return rows.map(({ body }) => body);
  }

  async numbers(): Promise<number[]> {
    return (await this.published()).map(({ data }) => data.number);
  }

  /** Waits until these, and no others, have been published, in this order. */
  async untilPublished(...numbers: number[]): Promise<void> {
    await eventually(
      `${numbers.join(', ')} to be published`,
      async () => expect(await this.numbers()).toEqual(numbers) === undefined,
    );
  }

  async waiting(): Promise<number> {
    const [row] = await this.world.query<{ count: number }>(
      'select count(*)::int as count from eventing.scheduled_events',
    );
    return row?.count ?? 0;
  }

  /** Stores many that are due a moment ago, as if nothing had been running. */
  async overdue(count: number, about = "'about ' || n % 50"): Promise<void> {
    await this.world.query(
      `insert into eventing.scheduled_events (id, type, data, due_at, look_at, correlation_id)
       select gen_random_uuid(), 'svc.reminder-due.v1',
              json_build_object('about', ${about}, 'number', n)::text, now(), now(), 'c'
       from generate_series(1, $1::int) n`,
      [count],
    );
  }
}
