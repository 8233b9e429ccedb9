import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateOrders1740000000001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table orders (
        id         uuid primary key,
        user_id    uuid not null,
        lines      jsonb not null,
        total      jsonb not null,
        payment    jsonb not null,
        status     text not null
          check (status in ('pending', 'awaiting-payment', 'confirmed', 'rejected', 'cancelled')),
        -- nobody keeps the token of a card longer than it is needed
        check (status = 'pending' or payment->>'token' is null),
        placed_at  timestamptz not null,
        decided_at timestamptz check ((decided_at is null) = (status in ('pending', 'awaiting-payment'))),
        reason     text check ((reason is not null) = (status in ('rejected', 'cancelled')))
      )`);
    await runner.query(`
      create table idempotency_keys (
        user_id     uuid not null,
        key         text not null,
        fingerprint text not null,
        order_id    uuid not null,
        created_at  timestamptz not null default now(),
        primary key (user_id, key)
      )`);
    await runner.query('create index on idempotency_keys (created_at)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table idempotency_keys');
    await runner.query('drop table orders');
  }
}
