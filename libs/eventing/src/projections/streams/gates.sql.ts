// Each of these finds its rows by one look into the primary key per stream, whatever the planner believes: on a table
// that was filled a moment ago it knows nothing yet, and would rather read all gates of the projection for every batch.

/**
 * Locks the gates of some streams until the transaction ends, making those that do not exist. Sorted, so that two
 * batches never wait for each other in a ring. `where false`: an existing gate is locked and not written. It must be a
 * statement of its own: what the same statement read would be as old as its beginning, and so miss what the transaction
 * it had to wait for has done. $1: projection, $2: streams.
 */
export const LOCK_GATES = `
  insert into eventing.projection_gate as gate (projection, stream, sequence)
  select $1, stream, 0 from unnest($2::text[]) as stream order by stream collate "C"
  on conflict (projection, stream) do update set sequence = gate.sequence where false`;

/** Reads locked gates, and how low the held events of each begin. $1: projection, $2: streams. */
export const READ_GATES = `
  select gate.stream, gate.sequence,
         (select min(sequence) from eventing.projection_held where projection = $1 and stream = gate.stream) as lowest_held
    from unnest($2::text[]) as asked(stream)
   cross join lateral (
     select stream, sequence from eventing.projection_gate
      where projection = $1 and stream = asked.stream limit 1) as gate`;

/**
 * Moves locked gates. They exist, and stay where they are found until this transaction ends.
 * $1: projection, $2: streams, $3: their last sequences.
 */
export const MOVE_GATES = `
  update eventing.projection_gate as gate set sequence = moved.sequence
    from (
      select found.ctid, asked.sequence
        from unnest($2::text[], $3::bigint[]) as asked(stream, sequence)
       cross join lateral (
         select ctid from eventing.projection_gate
          where projection = $1 and stream = asked.stream limit 1) as found) as moved
   where gate.ctid = moved.ctid`;

/** How far some streams are, without locking anything: what is committed. $1: projection, $2: streams. */
export const LOOK_AT_GATES = `
  select gate.stream, gate.sequence::text as sequence
    from unnest($2::text[]) as asked(stream)
   cross join lateral (
     select stream, sequence from eventing.projection_gate
      where projection = $1 and stream = asked.stream limit 1) as gate`;
