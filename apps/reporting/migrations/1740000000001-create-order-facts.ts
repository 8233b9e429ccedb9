import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateOrderFacts1740000000001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table order_facts (
        id           uuid primary key,
        status       text not null check (status in ('open', 'confirmed', 'rejected', 'cancelled')),
        placed_at    timestamptz not null,
        confirmed_at timestamptz,
        lines        jsonb not null,
        cause        text,
        reason       text,
        check ((status = 'confirmed') = (confirmed_at is not null))
      )`);
    // Sales go by the day of confirmation; what becomes of orders goes by the day of placing, and reads the index alone.
    await runner.query('create index on order_facts (confirmed_at) where confirmed_at is not null');
    await runner.query('create index on order_facts (placed_at) include (status)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table order_facts');
  }
}
