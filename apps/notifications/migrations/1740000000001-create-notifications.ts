import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateNotifications1740000000001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table notifications (
        id              uuid primary key,
        fact            text not null,
        audience        text not null,
        kind            text not null,
        user_id         uuid,
        recipient       text not null,
        recipient_name  text not null,
        subject         text not null,
        text            text not null,
        status          text not null default 'pending'
                        check (status in ('pending', 'sending', 'sent', 'failed', 'uncertain')),
        attempts        integer not null default 0,
        next_attempt_at timestamptz not null default now(),
        claim           uuid,
        lease_until     timestamptz,
        sent_by         text check (sent_by in ('folder', 'smtp')),
        created_at      timestamptz not null default now(),
        sent_at         timestamptz,
        problem         text,
        unique (fact, audience),
        check ((status = 'sent') = (sent_at is not null)),
        check (status <> 'sending' or (claim is not null and lease_until is not null and sent_by is not null))
      )`);
    // What is to be done stays findable however much has been done.
    await runner.query(`create index on notifications (next_attempt_at) where status = 'pending'`);
    await runner.query(`create index on notifications (lease_until) where status = 'sending'`);
    await runner.query('create index on notifications (user_id, id) where user_id is not null');
    await runner.query('create index on notifications (recipient, id)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table notifications');
  }
}
