/**
 * A page of the events held for some streams, the lowest of each first. When the page is not full, it is all there is.
 * $1: projection, $2: streams, $3: the size of the page.
 */
export const LOAD_HELD = `
  select held.stream, held.sequence, held.body
    from unnest($2::text[]) as asked(stream)
   cross join lateral (
     select stream, sequence, body from eventing.projection_held
      where projection = $1 and stream = asked.stream
      order by sequence limit $3) as held
   limit $3`;

/** $1: projection, $2: streams, $3: sequences, $4: bodies. */
export const HOLD = `
  insert into eventing.projection_held (projection, stream, sequence, body)
  select $1, * from unnest($2::text[], $3::bigint[], $4::text[])
  on conflict do nothing`;

/**
 * What a gate has passed is held no longer. The gates are locked, so that rows stay where they are found.
 * $1: projection, $2: streams, $3: their last sequences.
 */
export const RELEASE = `
  delete from eventing.projection_held where ctid = any (array(
    select held.ctid
      from unnest($2::text[], $3::bigint[]) as passed(stream, sequence)
     cross join lateral (
       select ctid from eventing.projection_held
        where projection = $1 and stream = passed.stream and sequence <= passed.sequence offset 0) as held))`;

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
