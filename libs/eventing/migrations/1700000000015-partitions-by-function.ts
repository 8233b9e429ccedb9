import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Whoever runs one of these acts with the rights of their owner. So none takes a name that it uses as it comes, none looks for
 * anything in a schema in which others may create, and each gives up soon where it would have to wait for a lock: behind it
 * everybody waits who comes later.
 */
const AS_OWNER = `
  language plpgsql security definer set search_path = pg_catalog, pg_temp set lock_timeout = '50ms'`;

/**
 * The CHECK says what attaching would otherwise have to look for in the rows; it has done its work once the partition is
 * attached. For the trigger see the migration of the outbox.
 */
const ADD_TO_OUTBOX = `
  create function eventing.add_outbox_partition(low bigint, high bigint) returns void ${AS_OWNER} as $$
  declare
    name constant text := 'outbox_from_' || low;
  begin
    if (low >= 0 and high > low) is not true then
      raise exception 'From % to % is no range of positions.', low, high using errcode = 'invalid_parameter_value';
    end if;
    execute format('create table eventing.%I (like eventing.outbox including all)', name);
    execute format('alter table eventing.%I add constraint within check (position >= %L and position < %L)', name, low, high);
    execute format('create trigger take_transaction_id before insert on eventing.%I
                      for each statement execute function eventing.take_transaction_id()', name);
    execute format('alter table eventing.%I enable always trigger take_transaction_id', name);
    execute format('alter table eventing.outbox attach partition eventing.%I for values from (%L) to (%L)', name, low, high);
    execute format('alter table eventing.%I drop constraint within', name);
  end $$`;

/** The smallest id of a millisecond, as UUIDv7 has them. */
const FIRST_ID_AT = `
  create function eventing.first_id_at(ms bigint) returns uuid language sql immutable strict
  as $$ select (lpad(to_hex(ms), 12, '0') || repeat('0', 20))::uuid $$`;

/** A day (UTC) by the ids of its events, and nothing but a whole day: its name says which. */
const ADD_TO_INBOX = `
  create function eventing.add_inbox_partition(low uuid, high uuid) returns void ${AS_OWNER} as $$
  declare
    ms constant bigint := ('x' || left(replace(low::text, '-', ''), 12))::bit(48)::bigint;
    name constant text := 'inbox_day_' || to_char(to_timestamp(ms / 1000) at time zone 'UTC', 'YYYY_MM_DD');
  begin
    if (ms % 86400000 = 0 and low = eventing.first_id_at(ms) and high = eventing.first_id_at(ms + 86400000)) is not true then
      raise exception 'From % to % are not the ids of a day.', low, high using errcode = 'invalid_parameter_value';
    end if;
    execute format('create table eventing.%I (like eventing.inbox including all)', name);
    execute format('alter table eventing.%I add constraint within check (event_id >= %L and event_id < %L)', name, low, high);
    execute format('alter table eventing.inbox attach partition eventing.%I for values from (%L) to (%L)', name, low, high);
    execute format('alter table eventing.%I drop constraint within', name);
  end $$`;

/** What is no partition of these two, or is the one that lets no insert fail, is not theirs to remove. */
const TABLE_OF = `
  create function eventing.table_of_partition(partition_name text) returns text
  language plpgsql stable set search_path = pg_catalog, pg_temp as $$
  declare
    parent text;
  begin
    select p.relname into parent
      from pg_class c join pg_inherits i on i.inhrelid = c.oid join pg_class p on p.oid = i.inhparent
     where c.relnamespace = 'eventing'::regnamespace and c.relname = partition_name
       and p.oid in ('eventing.outbox'::regclass, 'eventing.inbox'::regclass)
       and pg_get_expr(c.relpartbound, c.oid) <> 'DEFAULT';
    if parent is null then
      raise exception '"%" is no partition of the outbox or the inbox that could be removed.', partition_name
        using errcode = 'undefined_table';
    end if;
    return parent;
  end $$`;

const DROP = `
  create function eventing.drop_partition(partition_name text) returns void ${AS_OWNER} as $$
  begin
    execute format('alter table eventing.%I detach partition eventing.%I', eventing.table_of_partition(partition_name), partition_name);
    execute format('drop table eventing.%I', partition_name);
  end $$`;

const EMPTY = `
  create function eventing.empty_partition(partition_name text) returns void ${AS_OWNER} as $$
  begin
    perform eventing.table_of_partition(partition_name);
    execute format('truncate eventing.%I', partition_name);
  end $$`;

const FUNCTIONS = [
  'first_id_at(bigint)',
  'add_outbox_partition(bigint, bigint)',
  'add_inbox_partition(uuid, uuid)',
  'table_of_partition(text)',
  'drop_partition(text)',
  'empty_partition(text)',
];

/**
 * Adding and removing partitions, as functions that do it with the rights of who migrates: a service that runs as a role of its
 * own may run them, and owns no table. See docs/decisions/0226.
 */
export class PartitionsByFunction1700000000015 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [FIRST_ID_AT, ADD_TO_OUTBOX, ADD_TO_INBOX, TABLE_OF, DROP, EMPTY])
      await runner.query(statement);
    for (const name of FUNCTIONS)
      await runner.query(`revoke execute on function eventing.${name} from public`);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const name of [...FUNCTIONS].reverse()) await runner.query(`drop function eventing.${name}`);
  }
}
