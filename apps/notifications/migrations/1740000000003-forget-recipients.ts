import type { MigrationInterface, QueryRunner } from 'typeorm';

const STATUSES = ['pending', 'sending', 'sent', 'failed', 'uncertain'];

/** A notification whose recipient was forgotten before it was sent is neither sent nor failed. */
export class ForgetRecipients1740000000003 implements MigrationInterface {
  up(runner: QueryRunner): Promise<void> {
    return allow(runner, [...STATUSES, 'forgotten']);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`delete from notifications where status = 'forgotten'`);
    await allow(runner, STATUSES);
  }
}

async function allow(runner: QueryRunner, statuses: string[]): Promise<void> {
  const list = statuses.map((status) => `'${status}'`).join(', ');
  await runner.query('alter table notifications drop constraint notifications_status_check');
  await runner.query(
    `alter table notifications add constraint notifications_status_check check (status in (${list}))`,
  );
}
