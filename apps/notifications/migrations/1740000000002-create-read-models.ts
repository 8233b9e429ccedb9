import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateReadModels1740000000002 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      'create table known_users (id uuid primary key, name text not null, email text not null)',
    );
    await runner.query(
      'create table known_products (id uuid primary key, name text not null, sku text not null)',
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table known_products');
    await runner.query('drop table known_users');
  }
}
