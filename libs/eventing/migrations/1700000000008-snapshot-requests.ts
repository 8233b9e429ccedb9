import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What each projection has asked for, and how much of the answer has come. Of the answer's numbered parts it keeps which
 * ones have arrived, as ranges: a part that comes twice counts once, and one that is missing is noticed.
 */
export class SnapshotRequests1700000000008 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('create schema if not exists eventing');
    await runner.query(`
      create table eventing.snapshot_requests (
        projection    text collate "C" not null,
        snapshot      text collate "C" not null,
        state         text not null default 'wanted' check (state in ('wanted', 'asked', 'complete')),
        request_id    text,
        asks          integer not null default 0,
        refusals      integer not null default 0,
        next_at       timestamptz not null default clock_timestamp(),
        patience_ms   float8 not null default 0,
        asked_at      timestamptz,
        held_asked_at timestamptz,
        completed_at  timestamptz,
        received      int8multirange not null default '{}',
        expected      bigint,
        primary key (projection, snapshot)
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table eventing.snapshot_requests');
  }
}
