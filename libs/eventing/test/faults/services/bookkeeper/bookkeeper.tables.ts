import type { MigrationInterface, QueryRunner } from 'typeorm';

/** `arrival` counts the effects as they happen. No key and no constraint hides a double: every effect leaves a row. */
export class BookkeeperTables1800000000001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table entry (
        arrival bigserial, event_id uuid not null, movement uuid not null,
        account text not null, version int not null, amount bigint not null
      )`);
    await runner.query(
      'create table account_statement (account text primary key, balance int not null, versions jsonb not null)',
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table account_statement, entry');
  }
}
