/**
 * A page of the events held for some streams, the lowest of each first. When the page is not full, it is all there is.
 * $1: projection, $2: streams, $3: the size of the page.
 */
export const LOAD_HELD = `
  select held.stream, held.sequence, held.body, held.letter
    from unnest($2::text[]) as asked(stream)
   cross join lateral (
     select stream, sequence, body, letter from eventing.projection_held
      where projection = $1 and stream = asked.stream
      order by sequence limit $3) as held
   limit $3`;

/**
 * An event that is held already gets the dead letter that it was. $1: projection, $2: streams, $3: sequences, $4: bodies,
 * $5: dead letters (or null).
 */
export const HOLD = `
  insert into eventing.projection_held as held (projection, stream, sequence, body, letter)
  select distinct on (stream, sequence) $1, stream, sequence, body, letter
    from unnest($2::text[], $3::bigint[], $4::text[], $5::uuid[]) as t(stream, sequence, body, letter)
   order by stream, sequence, letter nulls last
  on conflict (projection, stream, sequence) do update set letter = excluded.letter
   where excluded.letter is not null`;

/**
 * What a gate has passed is held no longer. The gates are locked, so that rows stay where they are found. Comes back with the
 * dead letters that were among it. $1: projection, $2: streams, $3: their last sequences.
 */
export const RELEASE = `
  with released as (delete from eventing.projection_held where ctid = any (array(
    select held.ctid
      from unnest($2::text[], $3::bigint[]) as passed(stream, sequence)
     cross join lateral (
       select ctid from eventing.projection_held
        where projection = $1 and stream = passed.stream and sequence <= passed.sequence offset 0) as held))
    returning letter)
  select letter from released where letter is not null`;

/** One event that is held no longer, because it was parked. $1: projection, $2: stream, $3: sequence. */
export const DROP_HELD = `
  delete from eventing.projection_held where projection = $1 and stream = $2 and sequence = $3`;

/**
 * How much is held, counted up to a bound: somebody looks every few seconds, and it may be millions.
 * $1: projection, $2: how many to count at most.
 */
export const SUMMARISE_HELD = `
  select count(*)::int as events, count(distinct stream)::int as streams, min(held_at) as oldest
    from (select stream, held_at from eventing.projection_held where projection = $1 limit $2) as counted
  having count(*) > 0`;
