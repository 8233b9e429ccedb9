/** Stores time-outs of one saga, in place of those with the same names. Arrays: name, id, time (or null), ms from now (or null). */
export const SET = `
  insert into eventing.saga_timeouts
    (saga, key, name, id, due_at, look_at, correlation_id, causation_id, traceparent)
  select $1, $2, name, id, due, due, $7, $8, $9
  from (
    select *, coalesce(at, statement_timestamp() + after_ms * interval '1 millisecond') as due
    from unnest($3::text[], $4::uuid[], $5::timestamptz[], $6::float8[]) as t(name, id, at, after_ms)
  ) wanted
  on conflict (saga, key, name) do update set
    id = excluded.id, due_at = excluded.due_at, look_at = excluded.look_at, sent_at = null, sends = 0,
    correlation_id = excluded.correlation_id, causation_id = excluded.causation_id, traceparent = excluded.traceparent`;

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
  select (extract(epoch from min(look_at) - clock_timestamp()) * 1000)::float8 as ms
  from eventing.saga_timeouts where saga = $1`;

/**
 * Its saga has given up on it, and left it to people. By the index of the dead letters, whose names have another collation; and
 * counted, for with `exists` PostgreSQL likes to read all dead letters first.
 */
const IS_PARKED = `
  (select count(*) > 0 from eventing.dead_letters letter
    where letter.consumer = t.saga collate "default" and letter.message_key = t.id::text and letter.status = 'parked'
  ) as "isParked"`;

/** What is due, or was sent and has not been handled for long, and nobody else has in hand; what has waited longest first. The time is that of the statement: by `clock_timestamp()`, which changes, no index is searched. */
export const TAKE_DUE = `
  select id, saga, key, name, correlation_id as "correlationId", causation_id as "causationId", traceparent, ${IS_PARKED}
  from eventing.saga_timeouts t
  where saga = $1 and look_at <= statement_timestamp()
  order by look_at limit $2
  for update skip locked`;

/** How many times as long as after the first sending it waits at most before one that was not handled is sent again. */
export const LONGEST_WAIT = 12;

/** They are looked at again when they should have been handled: after $2 ms, and each time after twice as long. */
export const MARK_SENT = `
  update eventing.saga_timeouts
  set sent_at = statement_timestamp(), sends = sends + 1,
      look_at = statement_timestamp() + $2 * least(power(2, least(sends, 30)), ${LONGEST_WAIT}) * interval '1 millisecond'
  where id = any($1::uuid[])`;

/** They are not sent, and looked at again after $2 ms. */
export const LEAVE = `
  update eventing.saga_timeouts set look_at = clock_timestamp() + $2 * interval '1 millisecond' where id = any($1::uuid[])`;

/** Per saga that has any: how many should have been handled $2 ms ago or earlier, and which of them was due first. */
export const OVERDUE = `
  select n.saga, oldest.key, oldest.name, oldest.due_at as "dueAt", oldest.sends, oldest."isParked",
         (select count(*)::int from eventing.saga_timeouts late
           where late.saga = n.saga and late.due_at < statement_timestamp() - $2 * interval '1 millisecond') as count
  from unnest($1::text[]) as n(saga)
  cross join lateral (
    select key, name, due_at, sends, ${IS_PARKED}
    from eventing.saga_timeouts t
    where saga = n.saga and due_at < statement_timestamp() - $2 * interval '1 millisecond'
    order by due_at limit 1
  ) oldest
  order by n.saga`;

/**
 * Per saga that is not one of $1 and has any: how many should have been handled $2 ms ago or earlier. It leaps from one name to the next,
 * for there are few names and may be very many time-outs.
 */
export const ABANDONED = `
  with recursive names as (
    (select saga from eventing.saga_timeouts order by saga limit 1)
    union all
    select (select saga from eventing.saga_timeouts where saga > names.saga order by saga limit 1)
    from names where names.saga is not null
  ), late as (
    select n.saga, (select count(*)::int from eventing.saga_timeouts t
                     where t.saga = n.saga and t.due_at < statement_timestamp() - $2 * interval '1 millisecond') as count
    from names n where n.saga <> all ($1::text[])
  )
  select saga, count from late where count > 0 order by saga`;
