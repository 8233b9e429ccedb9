import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateDailyReports1740000000002 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    // Append-only: what was once reported stays readable, whatever became known later.
    await runner.query(`
      create table daily_reports (
        day      date not null,
        revision integer not null check (revision >= 1),
        as_of    timestamptz not null,
        content  jsonb not null,
        primary key (day, revision)
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table daily_reports');
  }
}
