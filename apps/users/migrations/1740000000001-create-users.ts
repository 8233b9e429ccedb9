import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateUsers1740000000001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table users (
        id    uuid primary key,
        name  text not null,
        email text not null
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table users');
  }
}
