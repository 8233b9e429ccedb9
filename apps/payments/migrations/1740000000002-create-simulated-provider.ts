import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Of another company, as it were: nothing of payments refers to it. Dropped together with the simulated provider. */
export class CreateSimulatedProvider1740000000002 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('create schema simulated_provider');
    await runner.query(`
      create table simulated_provider.charges (
        reference      uuid primary key,
        status         text not null check (status in ('declined', 'authorized', 'captured', 'refunded', 'voided')),
        amount         bigint,
        currency       text,
        card           text,
        decline_reason text,
        captured_at    timestamptz,
        refunded_at    timestamptz
      )`);
    await runner.query(`
      create table simulated_provider.calls (
        reference uuid not null,
        call      text not null,
        calls     integer not null default 1,
        primary key (reference, call)
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop schema simulated_provider cascade');
  }
}
