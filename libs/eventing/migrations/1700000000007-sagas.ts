import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The sagas' states, and the time-outs they wait for. A time-out is there until its saga has handled it. Its row is changed
 * only by who has locked its saga's row, except for how it is brought to the saga: when it was sent last, how often so far,
 * and when the mover looks at it (again).
 */
export class Sagas1700000000007 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('create schema if not exists eventing');
    await runner.query(`
      create table eventing.sagas (
        name         text collate "C" not null,
        key          text collate "C" not null,
        state        jsonb,
        status       text not null default 'active' check (status in ('active', 'completed')),
        version      integer not null default 1,
        started_at   timestamptz not null default clock_timestamp(),
        updated_at   timestamptz not null default clock_timestamp(),
        completed_at timestamptz,
        primary key (name, key)
      ) with (fillfactor = 80)`);
    await runner.query(`
      create index sagas_active on eventing.sagas (name, started_at) where status = 'active'`);
    await runner.query(`
      create index sagas_completed on eventing.sagas (completed_at) where status = 'completed'`);
    await runner.query(`
      create table eventing.saga_timeouts (
        saga           text collate "C" not null,
        key            text collate "C" not null,
        name           text collate "C" not null,
        id             uuid not null unique,
        due_at         timestamptz not null,
        look_at        timestamptz not null,
        sent_at        timestamptz,
        sends          integer not null default 0,
        correlation_id text not null,
        causation_id   text,
        traceparent    text,
        primary key (saga, key, name),
        foreign key (saga, key) references eventing.sagas (name, key) on delete cascade
      )`);
    await runner.query(`
      create index saga_timeouts_look on eventing.saga_timeouts (saga, look_at)`);
    // Overdue ones are counted every few seconds, and they are few among very many.
    await runner.query('create index saga_timeouts_overdue on eventing.saga_timeouts (saga, due_at)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table eventing.saga_timeouts, eventing.sagas');
  }
}
