import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateLiveFeed1740000000003 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table live_feed (
        event_id text primary key,
        type     text not null,
        data     jsonb not null,
        position bigint not null unique generated always as identity
      )`);
    // A reader that has seen position 7 never looks for 6 again. So positions must become visible in their order: who
    // writes takes a lock before the first position is drawn, and holds it until the commit can be seen.
    await runner.query(`
      create function live_feed_in_turn() returns trigger language plpgsql as $$
      begin
        perform pg_advisory_xact_lock(hashtextextended('live_feed', 0));
        return null;
      end $$`);
    await runner.query(`
      create trigger live_feed_in_turn before insert on live_feed
        for each statement execute function live_feed_in_turn()`);
    await runner.query(`
      create table live_feed_horizon (
        is_single boolean primary key default true check (is_single),
        forgotten bigint not null
      )`);
    await runner.query('insert into live_feed_horizon (forgotten) values (0)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table live_feed_horizon');
    await runner.query('drop table live_feed');
    await runner.query('drop function live_feed_in_turn()');
  }
}
