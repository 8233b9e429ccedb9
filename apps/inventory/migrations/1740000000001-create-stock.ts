import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateStock1740000000001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    // The domain keeps these promises; the checks are there for the day on which somebody writes past it.
    await runner.query(`
      create table stock (
        product_id uuid primary key,
        on_hand    integer not null check (on_hand >= 0),
        reserved   integer not null check (reserved between 0 and on_hand)
      )`);
    await runner.query(`
      create table reservations (
        order_id uuid primary key,
        status   text not null check (status in ('reserved', 'rejected')),
        lines    jsonb not null
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table reservations');
    await runner.query('drop table stock');
  }
}
