import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * A group of dead letters belongs to one consumer, by its id alone: who discards a group hits nobody else's letters. What is
 * there already is grouped so, too.
 */
export class GroupsOfConsumers1700000000011 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      update eventing.dead_letters set fault = left(md5(consumer || fault), 16) where fault <> ''`);
    await runner.query('drop index eventing.dead_letters_fault');
    await runner.query(`
      create index dead_letters_fault on eventing.dead_letters (fault, parked_at desc, id desc)
      where status in ('parked', 'requested', 'sent')`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop index eventing.dead_letters_fault');
    await runner.query(`
      create index dead_letters_fault on eventing.dead_letters (consumer, fault, parked_at desc, id desc)
      where status in ('parked', 'requested', 'sent')`);
  }
}
