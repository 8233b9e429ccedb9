import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * How far each projection has got in each stream (the gate), and the events that came before their predecessor. Texts
 * are compared byte by byte (`"C"`): locks are taken in their order, which must be the same in every database. The pages
 * of the gate leave room for new versions of its rows, which move all the time and never in an indexed column. Bodies
 * are text, not jsonb: jsonb refuses `\u0000`.
 */
export class Projections1700000000004 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('create schema if not exists eventing');
    await runner.query(`
      create table eventing.projection_gate (
        projection text collate "C" not null,
        stream     text collate "C" not null,
        sequence   bigint not null,
        primary key (projection, stream)
      ) with (fillfactor = 70)`);
    await runner.query(`
      create table eventing.projection_held (
        projection text collate "C" not null,
        stream     text collate "C" not null,
        sequence   bigint not null,
        body       text not null,
        held_at    timestamptz not null default now(),
        primary key (projection, stream, sequence)
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table eventing.projection_held, eventing.projection_gate');
  }
}
