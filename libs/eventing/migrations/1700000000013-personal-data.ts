import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The persons of whom events tell, and their keys. Two tables, for back-ups: that of the persons says who was forgotten, and
 * belongs into each; that of the keys is what must not outlive them, and is left out of the ordinary ones.
 */
export class PersonalData1700000000013 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('create schema if not exists eventing');
    await runner.query(`
      create table eventing.personal_subjects (
        owner        text collate "C" not null,
        subject      text collate "C" not null,
        forgotten_at timestamptz,
        primary key (owner, subject)
      )`);
    await runner.query(`
      create table eventing.personal_keys (
        owner     text collate "C" not null,
        subject   text collate "C" not null,
        version   integer not null check (version > 0),
        master_id text not null,
        wrapped   bytea not null,
        primary key (owner, subject, version)
      )`);
    await runner.query('create index on eventing.personal_keys (master_id)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table eventing.personal_keys');
    await runner.query('drop table eventing.personal_subjects');
  }
}
