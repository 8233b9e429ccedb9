import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateReadModels1740000000002 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table order_details (
        id      uuid primary key,
        user_id uuid not null,
        status  text not null,
        lines   jsonb not null,
        total   jsonb not null,
        history jsonb not null,
        reason  text
      )`);
    await runner.query('create index on order_details (user_id, id)');
    await runner.query('create table known_users (id uuid primary key, name text not null)');
    await runner.query(
      'create table known_products (id uuid primary key, name text not null, price jsonb not null)',
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table known_products');
    await runner.query('drop table known_users');
    await runner.query('drop table order_details');
  }
}
