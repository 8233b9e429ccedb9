import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Events that are to be published later. `due_at` is when; `look_at` is when the mover looks at it next, which is later
 * where it could not be published at its time. The data is text, not jsonb: jsonb refuses `\u0000`.
 */
export class ScheduledEvents1700000000006 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('create schema if not exists eventing');
    await runner.query(`
      create table eventing.scheduled_events (
        id             uuid primary key,
        key            text collate "C",
        type           text not null,
        data           text not null,
        state          text not null default 'waiting' check (state in ('waiting', 'failed')),
        problem        text,
        due_at         timestamptz not null,
        look_at        timestamptz not null,
        correlation_id text not null,
        causation_id   text,
        traceparent    text,
        scheduled_at   timestamptz not null default now()
      )`);
    await runner.query(`
      create unique index scheduled_events_key on eventing.scheduled_events (key) where state = 'waiting'`);
    await runner.query(`
      create index scheduled_events_look on eventing.scheduled_events (look_at, id) where state = 'waiting'`);
    // Overdue ones are counted every few seconds, and they are few among very many.
    await runner.query(`
      create index scheduled_events_overdue on eventing.scheduled_events (due_at) where state = 'waiting'`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table eventing.scheduled_events');
  }
}
