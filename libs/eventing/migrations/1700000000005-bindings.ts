import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What the processes of this service have bound on the broker, and when one of them last wanted it. */
export class Bindings1700000000005 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table eventing.bindings (
        queue       text not null,
        exchange    text not null,
        routing_key text not null,
        wanted_at   timestamptz not null,
        primary key (queue, exchange, routing_key)
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table eventing.bindings');
  }
}
