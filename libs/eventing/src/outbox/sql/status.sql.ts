/**
 * How far the relay has got, as its last checkpoint says, and what lies behind it. Counting stops at a bound ($1): the
 * backlog may be ten million rows, and somebody who asks at night wants an answer now. What is in the gaps is not counted.
 */
export const OUTBOX_STATUS = `
  with checkpoint as materialized (
    select last_position, gap_lows, gap_highs, written_at from eventing.relay_checkpoint order by id desc limit 1
  ), reached as materialized (
    select coalesce((select last_position from checkpoint), 0) as position
  )
  select (select position from reached)::float8 as "relayedTo",
         (select written_at from checkpoint) as "checkpointAt",
         (select position from eventing.outbox order by position desc limit 1)::float8 as "lastPosition",
         (select count(*) from (select from eventing.outbox
                                 where position > (select position from reached) limit $1) as counted)::int as backlog,
         (select created_at from eventing.outbox
           where position > (select position from reached) order by position limit 1) as "oldestAt",
         (select extract(epoch from clock_timestamp() - created_at) * 1000 from eventing.outbox
           where position > (select position from reached) order by position limit 1)::float8 as "oldestAgeMs",
         coalesce((select cardinality(gap_lows) from checkpoint), 0) as "openGaps",
         coalesce((select sum(high - low + 1)
                     from checkpoint, unnest(gap_lows, gap_highs) as gap(low, high)), 0)::float8 as "positionsInGaps",
         (select count(*)::int from eventing.relay_parked_gap) as "parkedGaps",
         (select holder from eventing.relay_lease) as holder,
         (select extract(epoch from expires_at - clock_timestamp()) * 1000 from eventing.relay_lease)::float8 as "leaseMs"`;

/** The partitions with their bounds and sizes; rows as PostgreSQL estimates them, -1 where it has never looked. */
export const OUTBOX_PARTITIONS = `
  select c.relname as name, pg_get_expr(c.relpartbound, c.oid) as bounds,
         pg_total_relation_size(c.oid)::float8 as bytes, c.reltuples::float8 as "estimatedRows"
    from pg_inherits i join pg_class c on c.oid = i.inhrelid
   where i.inhparent = 'eventing.outbox'::regclass`;
