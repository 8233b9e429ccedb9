import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreatePayments1740000000001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table payable_orders (
        order_id      uuid primary key,
        cancelled_at  timestamptz,
        cancel_reason text check ((cancel_reason is null) = (cancelled_at is null))
      )`);
    // The domain keeps these promises; the checks are there for the day on which somebody writes past it.
    await runner.query(`
      create table payments (
        id          uuid primary key,
        order_id    uuid not null unique references payable_orders,
        user_id     uuid not null,
        amount      bigint not null check (amount >= 0),
        currency    text not null,
        method      text not null,
        status      text not null
                    check (status in ('requested', 'authorized', 'captured', 'settled', 'refunded', 'failed')),
        history     jsonb not null,
        captured_at timestamptz check ((captured_at is not null) = (status in ('captured', 'settled', 'refunded'))),
        declined_at timestamptz check (declined_at is null or status = 'failed')
      )`);
    await runner.query("create index on payments (id) where status = 'captured'");
    await runner.query('create index on payments (user_id, captured_at) where captured_at is not null');
    await runner.query('create index on payments (user_id, declined_at) where declined_at is not null');
    await runner.query('create table payers (user_id uuid primary key, declines_reported_at timestamptz)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table payers');
    await runner.query('drop table payments');
    await runner.query('drop table payable_orders');
  }
}
