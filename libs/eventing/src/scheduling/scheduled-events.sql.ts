/**
 * Stores events for later; who has a key that waits already takes its place. Arrays, one element an event: id, key, type,
 * data, time (or null), milliseconds from now (or null), correlation id, causation id, traceparent. In the order of the
 * keys, lest two writers wait for each other.
 */
export const SCHEDULE = `
  insert into eventing.scheduled_events
    (id, key, type, data, due_at, look_at, correlation_id, causation_id, traceparent)
  select id, key, type, data, due, due, correlation_id, causation_id, traceparent
  from (
    select *, coalesce(at, statement_timestamp() + after_ms * interval '1 millisecond') as due
    from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::timestamptz[], $6::float8[], $7::text[], $8::text[], $9::text[])
      as e(id, key, type, data, at, after_ms, correlation_id, causation_id, traceparent)
  ) event
  order by key collate "C", id
  on conflict (key) where state = 'waiting' do update set
    id = excluded.id, type = excluded.type, data = excluded.data, problem = null,
    due_at = excluded.due_at, look_at = excluded.look_at, scheduled_at = now(),
    correlation_id = excluded.correlation_id, causation_id = excluded.causation_id, traceparent = excluded.traceparent`;

/** While the event is being moved to the outbox this waits; then it has gone and is not found. */
export const CANCEL = `
  with cancelled as (
    delete from eventing.scheduled_events where key = $1 and state = 'waiting' returning 1
  )
  select count(*)::int as count from cancelled`;

export const UNTIL_NEXT = `
  select (extract(epoch from min(look_at) - clock_timestamp()) * 1000)::float8 as ms
  from eventing.scheduled_events where state = 'waiting'`;

/**
 * Takes what is due and nobody else has in hand, the longest overdue first. The time is that of the statement: by
 * `clock_timestamp()`, which changes, no index is searched.
 */
export const TAKE_DUE = `
  select id, type, data, correlation_id as "correlationId", causation_id as "causationId", traceparent,
         problem, extract(epoch from clock_timestamp() - due_at) * 1000 > $2 as "isHopeless"
  from eventing.scheduled_events
  where state = 'waiting' and look_at <= statement_timestamp()
  order by look_at, id limit $1
  for update skip locked`;

export const REMOVE = 'delete from eventing.scheduled_events where id = any($1::uuid[])';

/** Arrays, one element an event: id, problem, whether it is given up. */
export const POSTPONE = `
  update eventing.scheduled_events e
  set problem = p.problem, look_at = clock_timestamp() + $4 * interval '1 millisecond',
      state = case when p.is_hopeless then 'failed' else 'waiting' end
  from unnest($1::uuid[], $2::text[], $3::boolean[]) as p(id, problem, is_hopeless)
  where e.id = p.id`;

/** No row when none has been due for $1 ms: how many there are, and which of them was due first. What is given up does not count. */
export const OVERDUE = `
  select oldest.id, oldest.type, oldest.due_at as "dueAt", oldest.problem,
         (select count(*)::int from eventing.scheduled_events
           where state = 'waiting' and due_at < statement_timestamp() - $1 * interval '1 millisecond') as count
  from (
    select id, type, due_at, problem from eventing.scheduled_events
    where state = 'waiting' and due_at < statement_timestamp() - $1 * interval '1 millisecond'
    order by due_at limit 1
  ) oldest`;

export const FAILED = `
  select id, key, type, data, problem, due_at as "dueAt", scheduled_at as "scheduledAt",
         correlation_id as "correlationId"
  from eventing.scheduled_events where state = 'failed' order by due_at, id limit $1`;

/** A key that waits anew meanwhile is not taken from who has it. */
export const RETRY = `
  with retried as (
    update eventing.scheduled_events
    set state = 'waiting', look_at = clock_timestamp(), due_at = clock_timestamp(),
        key = case when exists (
          select from eventing.scheduled_events other where other.key = scheduled_events.key and other.state = 'waiting'
        ) then null else key end
    where id = $1 and state = 'failed' returning 1
  )
  select count(*)::int as count from retried`;
