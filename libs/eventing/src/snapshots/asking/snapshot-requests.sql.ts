/** Makes sure that everything these projections take is on record; what is new is wanted. Arrays: projection, snapshot. */
export const WANT = `
  insert into eventing.snapshot_requests (projection, snapshot)
  select * from unnest($1::text[], $2::text[]) order by 1, 2
  on conflict do nothing`;

/**
 * Wants again what a projection holds events for that wait too long: one that they wait for may never come. Of very many
 * held ones only the first are looked at. Arrays: projection, snapshot, the streams it is about as the first and the first
 * one behind; how long they may be held, how long it is left at that, how many are looked at.
 */
export const WANT_FOR_HELD = `
  update eventing.snapshot_requests as request
     set state = 'wanted', asks = 0, refusals = 0, next_at = clock_timestamp(), held_asked_at = clock_timestamp()
    from unnest($1::text[], $2::text[], $3::text[], $4::text[]) as mine(projection, snapshot, first, behind)
   where request.projection = mine.projection and request.snapshot = mine.snapshot and state = 'complete'
     and (held_asked_at is null or held_asked_at < clock_timestamp() - $6 * interval '1 millisecond')
     and exists (
       select from (
         select held_at from eventing.projection_held as held
          where held.projection = mine.projection and held.stream >= mine.first and held.stream < mine.behind
          limit $7) as looked_at
        where held_at < clock_timestamp() - $5 * interval '1 millisecond')
  returning request.projection, request.snapshot`;

/** How all of them are doing. Arrays: projection, snapshot. */
export const LOOK = `
  select projection, snapshot, state, expected::float8 as expected, asked_at as "askedAt", completed_at as "completedAt",
         (select coalesce(sum(upper(r) - lower(r)), 0) from unnest(received) as r)::float8 as received,
         (extract(epoch from next_at - clock_timestamp()) * 1000)::float8 as "nextInMs"
    from eventing.snapshot_requests
    join unnest($1::text[], $2::text[]) as mine(projection, snapshot) using (projection, snapshot)
   order by projection, snapshot`;

/** What is to be asked for now and no other replica is asking for. Arrays: projection, snapshot. */
export const TAKE_DUE = `
  select projection, snapshot, asks, refusals
    from eventing.snapshot_requests
   where (projection, snapshot) in (select * from unnest($1::text[], $2::text[]))
     and state <> 'complete' and next_at <= clock_timestamp()
   order by projection, snapshot
     for update skip locked`;

/** $1: projection, $2: snapshot, $3: the request's id, $4: how long to wait for a sign of an answer, in ms. */
export const ASKED = `
  update eventing.snapshot_requests
     set state = 'asked', request_id = $3, asks = asks + 1, refusals = 0, received = '{}', expected = null,
         asked_at = clock_timestamp(), patience_ms = $4, next_at = clock_timestamp() + $4 * interval '1 millisecond'
   where projection = $1 and snapshot = $2`;

/** $1: projection, $2: snapshot, $3: when to try again, in ms. */
export const REFUSED = `
  update eventing.snapshot_requests
     set refusals = refusals + 1, next_at = clock_timestamp() + $3 * interval '1 millisecond'
   where projection = $1 and snapshot = $2`;

/** With what has just arrived. While nobody knows how many there are, it is not. */
const IS_COMPLETE = `
  coalesce($5::bigint, expected) is not null
  and received + $4::int8multirange @> int8range(1, coalesce($5::bigint, expected) + 1)`;

/**
 * Parts of an answer have arrived; those of an earlier request are not counted. It is complete when none of them is missing.
 * $1: projection, $2: snapshot, $3: the request's id, $4: the numbers, as ranges, $5: how many there are, where that was said.
 */
export const ARRIVED = `
  update eventing.snapshot_requests
     set received = received + $4::int8multirange,
         expected = coalesce($5::bigint, expected),
         next_at = clock_timestamp() + patience_ms * interval '1 millisecond',
         state = case when ${IS_COMPLETE} then 'complete' else state end,
         completed_at = case when ${IS_COMPLETE} then clock_timestamp() else completed_at end
   where projection = $1 and snapshot = $2 and request_id = $3 and state = 'asked'
  returning state, expected::float8 as expected, extract(epoch from clock_timestamp() - asked_at)::float8 as seconds`;
