import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Who has stopped a replay, and who has had it go on: `[{"at", "what", "by"}, …]`, the first first. */
export class HistoryOfReplays1700000000012 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`alter table eventing.outbox_replays add column history jsonb not null default '[]'`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table eventing.outbox_replays drop column history');
  }
}
