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
  select stream, sequence,
         (select min(sequence) from eventing.projection_held as held
           where held.projection = $1 and held.stream = gate.stream) as lowest_held
    from eventing.projection_gate as gate where projection = $1 and stream = any($2::text[])`;

/** $1: projection, $2: streams, $3: their last sequences. */
export const MOVE_GATES = `
  update eventing.projection_gate as gate set sequence = moved.sequence
    from unnest($2::text[], $3::bigint[]) as moved(stream, sequence)
   where gate.projection = $1 and gate.stream = moved.stream`;
