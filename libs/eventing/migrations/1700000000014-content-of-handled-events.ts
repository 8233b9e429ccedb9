import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What the event said that a consumer is done with, as a digest (content-digest.ts): by it another event is told from it that
 * comes under its id. Null for events of before.
 */
export class ContentOfHandledEvents1700000000014 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('alter table eventing.inbox add column content bytea');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table eventing.inbox drop column content');
  }
}
