import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Adds and takes nothing away: the version before goes on writing rows that say nothing of it. */
export class ChannelOfMovements1800000000002 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('alter table movement add column channel text');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table movement drop column channel');
  }
}
