/** What a row carries to the broker; the body goes out as it is. */
const COLUMNS = 'event_id, type, correlation_id, extract(epoch from created_at)::float8, body';

/**
 * One statement, so that one snapshot answers everything: which transactions are running, the rows that turned up in
 * the gaps ($2 to $3), and those after the last position ($1), each part in order and limited to $4.
 */
export const READ = `
  select 0 as part, null::bigint as position, null::uuid, null::text, null::text, null::float8,
         pg_current_snapshot()::text
  union all
  (select 1, late.*
     from unnest($2::bigint[], $3::bigint[]) as gap(low, high)
    cross join lateral (
      select position, ${COLUMNS} from eventing.outbox
       where position between gap.low and gap.high order by position limit $4) late
    order by position limit $4)
  union all
  (select 2, position, ${COLUMNS} from eventing.outbox where position > $1 order by position limit $4)`;

/**
 * Settings of the connection that reads. There is one right way to run READ, by the index on the position, and the
 * planner is kept from finding another one while its statistics lag behind a growing table.
 */
export const READING_SETTINGS = {
  enable_seqscan: 'off',
  enable_bitmapscan: 'off',
  enable_hashjoin: 'off',
  enable_mergejoin: 'off',
  max_parallel_workers_per_gather: '0',
  jit: 'off',
  // What a crash of the server can take from a checkpoint is sent twice, never lost; so it need not wait for the disk.
  synchronous_commit: 'off',
};

/** An id of its own transaction: every id that was assigned before is smaller. Outside of any transaction. */
export const TAKE_BOUND = 'select pg_current_xact_id()::text::bigint as bound';
