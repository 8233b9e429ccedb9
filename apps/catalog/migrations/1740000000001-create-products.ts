import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateProducts1740000000001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table products (
        id             uuid primary key,
        sku            text not null constraint products_sku_is_unique unique,
        name           text not null,
        price_amount   bigint not null check (price_amount >= 0),
        price_currency text not null check (price_currency ~ '^[A-Z]{3}$')
      )`);
    await runner.query('create index products_by_name on products (name, id)');
    // Finds what is in the middle of a word. A trusted extension: the owner of the database may create it, without being superuser.
    await runner.query('create extension if not exists pg_trgm');
    await runner.query(
      // Products are searched far more often than they change: no list of pending entries for every search to read through.
      'create index products_search on products using gin (name gin_trgm_ops, sku gin_trgm_ops) with (fastupdate = off)',
    );
    await runner.query(`
      create table product_stock (
        product_id uuid primary key,
        available  integer not null
      )`);
  }

  /** Leaves the extension: something else in the database may have come to need it. */
  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table product_stock');
    await runner.query('drop table products');
  }
}
