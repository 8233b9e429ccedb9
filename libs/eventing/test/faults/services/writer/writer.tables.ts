import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The writer's business: accounts, and its own record of every movement that committed. No keys hide a double. */
export class WriterTables1800000000001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      'create table account (id text primary key, version int not null, balance bigint not null)',
    );
    await runner.query(
      'create table movement (id uuid not null, account text not null, version int not null, kind text not null, amount bigint not null, harm text)',
    );
    await runner.query(
      'create table confirmation (arrival bigserial, event_id uuid not null, movement uuid not null)',
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table confirmation, movement, account');
  }
}
