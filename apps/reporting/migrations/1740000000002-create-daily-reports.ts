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
    // Days whose report is due and could not be made: gone over by the days after them, and tried again by themselves.
    await runner.query(`
      create table daily_report_failures (
        day      date primary key,
        since    timestamptz not null,
        tries    integer not null check (tries >= 1),
        tried_at timestamptz not null,
        retry_at timestamptz not null,
        error    text not null
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table daily_report_failures');
    await runner.query('drop table daily_reports');
  }
}
