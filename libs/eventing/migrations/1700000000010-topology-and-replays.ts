import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Which queues are being migrated, and so left alone by every process of the service; and what was sent round again. */
export class TopologyAndReplays1700000000010 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('create schema if not exists eventing');
    await runner.query(`
      create table eventing.queue_migrations (
        queue    text collate "C" primary key,
        began_at timestamptz not null default clock_timestamp()
      )`);
    await runner.query(`
      create table eventing.outbox_replays (
        id             uuid primary key,
        state          text not null default 'stopped' check (state in ('running', 'stopped', 'done', 'failed')),
        detail         text,
        from_position  bigint not null,
        to_position    bigint not null,
        from_time      timestamptz,
        to_time        timestamptz,
        types          text[],
        aggregate      text,
        queue          text,
        beyond_inbox   boolean not null,
        per_second     integer not null check (per_second > 0),
        requested_by   text,
        requested_at   timestamptz not null default clock_timestamp(),
        changed_at     timestamptz not null default clock_timestamp(),
        after_position bigint not null,
        sent           bigint not null default 0,
        unroutable     bigint not null default 0,
        withheld       bigint not null default 0
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table eventing.outbox_replays');
    await runner.query('drop table eventing.queue_migrations');
  }
}
