import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Messages that were parked, each with its story. Headers are text, not jsonb: jsonb refuses what strangers may send. */
export class DeadLetters1700000000003 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('create schema if not exists eventing');
    await runner.query(`
      create table eventing.dead_letters (
        id              uuid primary key,
        consumer        text not null,
        message_key     text not null,
        status          text not null default 'parked',
        reason          text not null,
        queue           text not null,
        exchange        text not null,
        routing_key     text not null,
        event_id        text,
        type            text,
        source          text,
        correlation_id  text,
        partition_key   text,
        sequence        bigint,
        error_name      text not null,
        error_message   text not null,
        error_stack     text,
        attempts        integer not null,
        first_failed_at timestamptz not null,
        last_failed_at  timestamptz not null,
        parked_at       timestamptz not null default now(),
        headers         text not null,
        body            bytea not null,
        unique (consumer, message_key)
      )`);
    await runner.query('create index on eventing.dead_letters (parked_at desc, id desc)');
    await runner.query('create index on eventing.dead_letters (correlation_id)');
    await runner.query('create index on eventing.dead_letters (type, parked_at desc)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table eventing.dead_letters');
  }
}
