import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateStock1740000000001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    // The domain keeps these promises; the checks are there for the day on which somebody writes past it.
    await runner.query(`
      create table stock (
        product_id        uuid primary key,
        on_hand           integer not null check (on_hand >= 0),
        reserved          integer not null check (reserved between 0 and on_hand),
        sold              bigint  not null check (sold >= 0),
        reorder_threshold integer check (reorder_threshold >= 0)
      )`);
    await runner.query(`
      create table reservations (
        order_id   uuid primary key,
        status     text not null
          check (status in ('new', 'reserved', 'allocated', 'rejected', 'expired', 'cancelled', 'sold')),
        lines      jsonb not null,
        expires_at timestamptz check ((expires_at is not null) = (status = 'reserved'))
      )`);
    // As small as what is reserved just now, however many orders there have been.
    await runner.query(
      `create index reservations_to_expire on reservations (expires_at) where status = 'reserved'`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table reservations');
    await runner.query('drop table stock');
  }
}
