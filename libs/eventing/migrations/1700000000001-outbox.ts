import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Positions in one of the first partitions; later ones are as wide as a day's events. */
const WIDTH = 250_000;
const FIRST_PARTITIONS = 4;

const OUTBOX = `
  create table eventing.outbox (
    position       bigint not null default nextval('eventing.outbox_position'),
    event_id       uuid not null,
    type           text not null,
    partition_key  text not null,
    sequence       bigint not null,
    correlation_id text,
    body           text not null,
    created_at     timestamptz not null default clock_timestamp(),
    primary key (position)
  ) partition by range (position)`;

/**
 * The relay gives up on a missing position once every transaction is over that had its id when the gap was seen. So a
 * transaction has to have its id before it takes a position; PostgreSQL by itself hands the id out with the first row
 * written, which is after. Hence the trigger; on the partitions too, for statements that name one of them.
 */
const TAKE_TRANSACTION_ID = `
  create function eventing.take_transaction_id() returns trigger language plpgsql as $$
  begin
    perform pg_current_xact_id();
    return null;
  end $$`;

function takeTransactionIdFirst(table: string): string[] {
  return [
    `create trigger take_transaction_id before insert on ${table}
       for each statement execute function eventing.take_transaction_id()`,
    `alter table ${table} enable always trigger take_transaction_id`,
  ];
}

function partition(name: string, bounds: string): string[] {
  return [
    `create table eventing.${name} partition of eventing.outbox ${bounds}`,
    ...takeTransactionIdFirst(`eventing.${name}`),
  ];
}

const RELAY = [
  `create table eventing.outbox_stream (
     partition_key text collate "C" primary key,
     last_sequence bigint not null
   ) with (fillfactor = 80)`,
  `create table eventing.relay_lease (
     only_one   boolean primary key default true check (only_one),
     holder     text,
     fence      bigint not null,
     expires_at timestamptz not null
   )`,
  `create table eventing.relay_checkpoint (
     id             bigint generated always as identity primary key,
     fence          bigint not null,
     last_position  bigint not null,
     gap_lows       bigint[] not null,
     gap_highs      bigint[] not null,
     gap_bounds     bigint[] not null,
     cluster        text,
     transaction_id bigint not null,
     written_at     timestamptz not null default clock_timestamp()
   )`,
  `create table eventing.relay_parked_gap (
     low    bigint primary key,
     high   bigint not null,
     bound  bigint not null,
     owners bigint[] not null
   )`,
];

/** The append-only outbox with its numbered streams, and what the relay remembers. */
export class Outbox1700000000001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const ranges = Array.from({ length: FIRST_PARTITIONS }, (_, n) => ({
      from: n * WIDTH,
      to: (n + 1) * WIDTH,
    }));
    const statements = [
      'create schema if not exists eventing',
      // One value at a time: cached values would be handed out late, behind positions that were read already.
      'create sequence eventing.outbox_position as bigint cache 1 no cycle',
      OUTBOX,
      'alter sequence eventing.outbox_position owned by eventing.outbox.position',
      TAKE_TRANSACTION_ID,
      ...takeTransactionIdFirst('eventing.outbox'),
      ...partition('outbox_default', 'default'),
      ...ranges.flatMap(({ from, to }) =>
        partition(`outbox_from_${from}`, `for values from (${from}) to (${to})`),
      ),
      ...RELAY,
    ];
    for (const statement of statements) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      'drop table eventing.relay_parked_gap, eventing.relay_checkpoint, eventing.relay_lease, eventing.outbox_stream, eventing.outbox',
    );
    await runner.query('drop function eventing.take_transaction_id()');
  }
}
