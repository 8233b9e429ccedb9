/**
 * Settings of the connection that looks. Each question has an index to go by, and the planner is kept from reading a whole
 * partition instead while its statistics lag behind; and none may take long, whatever the tables have come to.
 */
export const LOOKING_SETTINGS = {
  statement_timeout: '2000',
  default_transaction_read_only: 'on',
  enable_seqscan: 'off',
  enable_bitmapscan: 'off',
  max_parallel_workers_per_gather: '0',
  jit: 'off',
};

/**
 * What lies beyond the checkpoint. Up to $1 events are counted; of more, the distance of the positions is told, which is a
 * little more than there are.
 */
export const LOOK_AT_OUTBOX = `
  with reached as materialized (
    select coalesce((select last_position from eventing.relay_checkpoint order by id desc limit 1), 0) as position
  ), counted as materialized (
    select count(*) as events from (
      select from eventing.outbox where position > (select position from reached) limit $1 + 1) as part
  ), oldest as materialized (
    select created_at from eventing.outbox where position > (select position from reached) order by position limit 1
  )
  select case when events <= $1 then events
              else (select last_value from eventing.outbox_position) - (select position from reached) end::float8 as backlog,
         coalesce((select greatest(0, extract(epoch from clock_timestamp() - created_at)) from oldest), 0)::float8
           as "oldestAgeSeconds"
    from counted`;

const DEAD_LETTERS_THAT_ARE = (statuses: string): string =>
  `(select status from eventing.dead_letters where status in (${statuses}) limit $1)`;

/**
 * Up to $1 that are parked, that are on their way round again, and that are settled. Each group has an index of its own, and the
 * statuses stand in the text, so that it can be used.
 */
export const COUNT_DEAD_LETTERS = `
  select status, count(letter.status)::int as count
    from unnest(array['parked', 'requested', 'sent', 'handled', 'discarded']) as known(status)
    left join (${DEAD_LETTERS_THAT_ARE(`'parked'`)}
               union all ${DEAD_LETTERS_THAT_ARE(`'requested', 'sent'`)}
               union all ${DEAD_LETTERS_THAT_ARE(`'handled', 'discarded'`)}) as letter using (status)
   group by status`;

/** Up to $2 that have been due for $1 ms. */
export const COUNT_OVERDUE_EVENTS = `
  select count(*)::int as overdue from (
    select from eventing.scheduled_events
     where state = 'waiting' and due_at < statement_timestamp() - $1 * interval '1 millisecond' limit $2) as part`;
