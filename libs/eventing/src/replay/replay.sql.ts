/** The first event from a position on. */
export const FIRST_FROM = `
  select position, created_at as "createdAt" from eventing.outbox where position >= $1 order by position limit 1`;

const COLUMNS = `
  select r.id, r.state, r.detail, r.from_position as "fromPosition", r.to_position as "toPosition",
         r.after_position as position, r.sent, r.unroutable, r.withheld, r.from_time as "fromTime", r.to_time as "toTime",
         r.types, r.aggregate, r.queue, r.beyond_inbox as "beyondInbox", r.per_second as "perSecond",
         r.requested_by as "requestedBy", r.requested_at as "requestedAt", r.changed_at as "changedAt", r.history,
         exists (select from pg_locks l
                  where l.locktype = 'advisory' and l.granted and l.objsubid = 2
                    and l.database = (select oid from pg_database where datname = current_database())
                    and l.classid = hashtext('warren:outbox-replay')::bigint::bit(32)::bigint::oid
                    and l.objid = hashtext(r.id::text)::bigint::bit(32)::bigint::oid) as "isAttended"
    from eventing.outbox_replays r`;

export const FIND = `${COLUMNS} where r.id = $1`;

export const LIST = `${COLUMNS} order by r.requested_at desc limit 100`;

export const REQUEST = `
  insert into eventing.outbox_replays
    (id, from_position, to_position, after_position, from_time, to_time, types, aggregate, queue, beyond_inbox, per_second, requested_by)
  values ($1, $2, $3, $2::bigint - 1, $4, $5, $6, $7, $8, $9, $10, $11)`;

/** Held by who sends, as long as its connection lives. $1: the replay's id. */
export const ATTEND = `select pg_try_advisory_lock(hashtext('warren:outbox-replay'), hashtext($1::text)) as attended`;

export const BEGIN = `
  update eventing.outbox_replays set state = 'running', detail = null, changed_at = clock_timestamp()
   where id = $1 and state <> 'done'`;

/** No row comes back when somebody has stopped it. */
export const ADVANCE = `
  update eventing.outbox_replays
     set after_position = $2, sent = sent + $3, unroutable = unroutable + $4, withheld = withheld + $5,
         changed_at = clock_timestamp()
   where id = $1 and state = 'running' returning true as "goesOn"`;

/** $1: the replay, $2: what was done, $3: by whom. */
export const TELL = `
  update eventing.outbox_replays
     set history = history || jsonb_build_array(jsonb_build_object('at', clock_timestamp(), 'what', $2::text, 'by', $3::text))
   where id = $1`;

export const END = `
  update eventing.outbox_replays set state = $2, detail = $3, changed_at = clock_timestamp()
   where id = $1 and state = 'running'`;

/**
 * What matches of the next positions after $1, up to $2: so many are looked at, so that a statement ends soon also where few
 * of many match. $3 from and $4 to by time, $5 types, $6 aggregate, $7 limit.
 */
export const READ = `
  select position, event_id as "eventId", type, correlation_id as "correlationId",
         extract(epoch from created_at)::float8 as "createdAt", body
    from eventing.outbox
   where position > $1 and position <= $2
     and ($3::timestamptz is null or created_at >= $3) and ($4::timestamptz is null or created_at < $4)
     and ($5::text[] is null or type = any($5) or regexp_replace(type, '\\.v[0-9]+$', '') = any($5))
     and ($6::text is null or partition_key = $6 or substr(partition_key, strpos(partition_key, '/') + 1) = $6)
   order by position limit $7`;
