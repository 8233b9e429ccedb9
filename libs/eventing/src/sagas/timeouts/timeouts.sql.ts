/** Stores time-outs of one saga, in place of those with the same names. Arrays: name, id, time (or null), ms from now (or null). */
export const SET = `
  insert into eventing.saga_timeouts (saga, key, name, id, due_at, correlation_id, causation_id, traceparent)
  select $1, $2, name, id, coalesce(at, statement_timestamp() + after_ms * interval '1 millisecond'), $7, $8, $9
  from unnest($3::text[], $4::uuid[], $5::timestamptz[], $6::float8[]) as t(name, id, at, after_ms)
  on conflict (saga, key, name) do update set
    id = excluded.id, due_at = excluded.due_at, sent_at = null, correlation_id = excluded.correlation_id,
    causation_id = excluded.causation_id, traceparent = excluded.traceparent`;

export const CANCEL =
  'delete from eventing.saga_timeouts where saga = $1 and key = $2 and name = any($3::text[])';

export const CANCEL_ALL = 'delete from eventing.saga_timeouts where saga = $1 and key = $2';

/** One that was cancelled, or replaced by another of its name, is not found. */
export const TAKE = `
  with taken as (
    delete from eventing.saga_timeouts where saga = $1 and key = $2 and name = $3 and id = $4 returning 1
  )
  select count(*)::int as count from taken`;

export const UNTIL_NEXT = `
  select (extract(epoch from min(due_at) - clock_timestamp()) * 1000)::float8 as ms
  from eventing.saga_timeouts where sent_at is null and saga = any($1::text[])`;

/** What is due and nobody else has in hand, the longest overdue first. */
export const TAKE_DUE = `
  select id, saga, key, name, correlation_id as "correlationId", causation_id as "causationId", traceparent
  from eventing.saga_timeouts
  where sent_at is null and saga = any($1::text[]) and due_at <= clock_timestamp()
  order by due_at limit $2
  for update skip locked`;

export const MARK_SENT =
  'update eventing.saga_timeouts set sent_at = clock_timestamp() where id = any($1::uuid[])';
