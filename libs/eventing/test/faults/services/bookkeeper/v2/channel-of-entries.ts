import type { MigrationInterface, QueryRunner } from 'typeorm';

/** With a default, so that the version before goes on writing rows that say nothing of it. */
export class ChannelOfEntries1800000000002 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`alter table entry add column channel text not null default 'unsaid'`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table entry drop column channel');
  }
}
