import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What is left to do for an order, so that no message has to wait for the provider. Orders that are under way when this is
 * run get their turn when their messages are delivered again.
 */
export class TakePaymentsInTurns1740000000003 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table payable_orders
        add column due_at timestamptz,
        add column tries  integer not null default 0 check (tries >= 0),
        add column turn   bigint  not null default 0,
        add column context jsonb`);
    await runner.query('create index on payable_orders (due_at) where due_at is not null');
    // The card's token is needed to authorise, and kept until that is answered: the check sees to it that it is no longer.
    await runner.query(`
      alter table payments add column token text check (token is null or status = 'requested')`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table payments drop column token');
    await runner.query(
      'alter table payable_orders drop column due_at, drop column tries, drop column turn, drop column context',
    );
  }
}
