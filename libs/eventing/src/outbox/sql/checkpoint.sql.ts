/**
 * Writes a checkpoint under the fence ($1 holder, $2 fence); no row comes back when the lease is somebody else's. Sharing
 * the lease's row makes taking the lease and writing a checkpoint wait for each other: who takes it over afterwards
 * reads this checkpoint, who took it over before has made this one void.
 *
 * A checkpoint is a new row each time. One row updated for ever would leave a dead version per batch, which nobody can
 * clear away while any transaction of the cluster stays open. Parked gaps ($8 released, $9 to $12 parked) are rows of
 * their own for the same reason: a long transaction can park many thousands.
 */
export const WRITE = `
  with held as materialized (
    select fence from eventing.relay_lease where holder = $1 and fence = $2 for share
  ), released as (
    delete from eventing.relay_parked_gap where low = any($8::bigint[]) and exists (select from held)
  ), parked as (
    insert into eventing.relay_parked_gap (low, high, bound, owners)
    select low, high, bound, owners::bigint[]
      from unnest($9::bigint[], $10::bigint[], $11::bigint[], $12::text[]) as gap(low, high, bound, owners), held
    on conflict (low) do update set high = excluded.high, bound = excluded.bound, owners = excluded.owners
  )
  insert into eventing.relay_checkpoint (fence, last_position, gap_lows, gap_highs, gap_bounds, cluster, transaction_id)
  select held.fence, $3, $4, $5, $6, $7, pg_current_xact_id()::text::bigint from held
  returning id`;

/** Of the old checkpoints only the newest is ever read. */
export const PRUNE = 'delete from eventing.relay_checkpoint where id < $1';

export const LOAD = `
  select last_position, gap_lows, gap_highs, gap_bounds, cluster, transaction_id
  from eventing.relay_checkpoint order by id desc limit 1`;

export const LOAD_PARKED = 'select low, high, bound, owners from eventing.relay_parked_gap';

/** Two clusters never have the same; a copy of the files and its replicas do, and share the transaction ids as well. */
export const CLUSTER = 'select system_identifier::text as cluster from pg_control_system()';

export const MAY_ASK_CLUSTER = `select has_function_privilege('pg_control_system()', 'execute') as may`;

/** Everything below has been relayed, for good: the checkpoint has passed it and no gap, parked or not, is left there. */
export const RELAYED_BELOW = `
  select least(c.last_position + 1, (select min(low) from unnest(c.gap_lows) as gap(low)),
               (select min(low) from eventing.relay_parked_gap)) as position
  from eventing.relay_checkpoint c order by c.id desc limit 1`;
