import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What each consumer has dealt with. Event ids are UUIDv7, whose first bits are the time: partitions are ranges of the
 * id itself, so that the primary key stays exact across them and forgetting is dropping a partition. The default
 * partition takes the ids that carry no time (see inbox-key.ts).
 */
export class Inbox1700000000002 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('create schema if not exists eventing');
    await runner.query(`
      create table eventing.inbox (
        event_id   uuid not null,
        consumer   text collate "C" not null,
        outcome    text not null default 'handled' check (outcome in ('handled', 'parked')),
        handled_at timestamptz not null default now(),
        primary key (event_id, consumer)
      ) partition by range (event_id)`);
    await runner.query('create table eventing.inbox_default partition of eventing.inbox default');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table eventing.inbox');
  }
}
