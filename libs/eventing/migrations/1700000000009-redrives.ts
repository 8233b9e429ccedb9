import type { MigrationInterface, QueryRunner } from 'typeorm';

const OPEN = `status in ('parked', 'requested', 'sent')`;

/**
 * What becomes of dead letters: their groups, their way round again, and who did what with them. `drive` numbers the times a
 * letter was sent round; `redrives` are what people asked for, `redrive_letters` what they asked it for and in which step.
 * No foreign keys: a letter that somebody deletes by hand must not be kept by its history.
 */
export class Redrives1700000000009 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table eventing.dead_letters
        add column fault text not null default '',
        add column fault_text text not null default '',
        add column fault_place text not null default '',
        add column target text,
        add column drive integer not null default 0,
        add column intent text not null default 'redrive' check (intent in ('redrive', 'discard')),
        add column sends integer not null default 0,
        add column look_at timestamptz,
        add column problem text,
        add column settled_at timestamptz,
        add constraint dead_letters_status check (status in ('parked', 'requested', 'sent', 'handled', 'discarded'))`);
    await this.groupWhatIsThere(runner);
    for (const index of [
      `dead_letters_open on eventing.dead_letters (parked_at desc, id desc) where ${OPEN}`,
      'dead_letters_consumer on eventing.dead_letters (consumer, parked_at desc, id desc)',
      `dead_letters_fault on eventing.dead_letters (consumer, fault, parked_at desc, id desc) where ${OPEN}`,
      'dead_letters_event on eventing.dead_letters (event_id)',
      'dead_letters_partition on eventing.dead_letters (partition_key, parked_at desc, id desc)',
      `dead_letters_line on eventing.dead_letters
         (coalesce(target, consumer), source, partition_key, coalesce(sequence, 0), id) where ${OPEN}`,
      `dead_letters_due on eventing.dead_letters (look_at) where status in ('requested', 'sent')`,
      `dead_letters_settled on eventing.dead_letters (settled_at) where status in ('handled', 'discarded')`,
    ])
      await runner.query(`create index ${index}`);
    await this.createHistory(runner);
    await this.createRedrives(runner);
    await this.createRedriveLetters(runner);
    await runner.query('alter table eventing.projection_held add column letter uuid');
  }

  /** Roughly as fault.ts does it; what is parked again gets its group anew. */
  private async groupWhatIsThere(runner: QueryRunner): Promise<void> {
    const text = `left(regexp_replace(error_message, '[[:alnum:]_-]*[0-9][[:alnum:]_-]*', '#', 'g'), 300)`;
    await runner.query(`
      update eventing.dead_letters
      set fault_text = ${text}, fault = left(md5(error_name || ${text}), 16)`);
  }

  private async createHistory(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table eventing.dead_letter_history (
        id      bigint generated always as identity primary key,
        letter  uuid not null,
        at      timestamptz not null default clock_timestamp(),
        what    text not null,
        actor   text,
        reason  text,
        detail  text,
        redrive uuid
      )`);
    await runner.query('create index on eventing.dead_letter_history (letter, id)');
  }

  private async createRedrives(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table eventing.redrives (
        id            uuid primary key,
        actor         text not null,
        reason        text,
        filter        jsonb not null,
        target        text,
        ramped        boolean not null,
        tolerated     integer not null default 0,
        letters       integer not null,
        steps         integer not null,
        step          integer not null default 1,
        status        text not null default 'running' check (status in ('running', 'finished', 'stopped', 'cancelled')),
        requested_at  timestamptz not null default now(),
        ended_at      timestamptz,
        ended_because text,
        look_at       timestamptz not null default now()
      )`);
    await runner.query(
      `create index redrives_running on eventing.redrives (look_at) where status = 'running'`,
    );
    await runner.query('create index on eventing.redrives (requested_at desc, id desc)');
  }

  private async createRedriveLetters(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table eventing.redrive_letters (
        redrive      uuid not null,
        letter       uuid not null,
        step         integer not null,
        position     integer not null,
        requested_at timestamptz,
        outcome      text check (outcome in ('handled', 'failed', 'discarded', 'left', 'gone')),
        primary key (redrive, letter)
      )`);
    await runner.query('create index on eventing.redrive_letters (letter)');
    await runner.query(`
      create index redrive_letters_to_request on eventing.redrive_letters (redrive, step, position)
      where requested_at is null and outcome is null`);
    await runner.query(`
      create index redrive_letters_open on eventing.redrive_letters (redrive, step) where outcome is null`);
    await runner.query(`
      create index redrive_letters_failed on eventing.redrive_letters (redrive) where outcome = 'failed'`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table eventing.projection_held drop column letter');
    await runner.query(
      'drop table eventing.redrive_letters, eventing.redrives, eventing.dead_letter_history',
    );
    await runner.query(`
      alter table eventing.dead_letters
        drop column fault, drop column fault_text, drop column fault_place, drop column target, drop column drive,
        drop column intent, drop column sends, drop column look_at, drop column problem, drop column settled_at,
        drop constraint dead_letters_status`);
    await runner.query(`drop index if exists eventing.dead_letters_open, eventing.dead_letters_consumer,
      eventing.dead_letters_event, eventing.dead_letters_partition`);
  }
}
