import { CONTAINING, FILTER_PARAMETERS, MATCHING } from '../filter.sql';
import { IS_OPEN, PLACE, SAME_LINE } from './line.sql';

const P = FILTER_PARAMETERS;

/** Of two who ask at the same time, the second sees what the first has taken. */
export const ONE_AT_A_TIME = `select pg_advisory_xact_lock(hashtext('warren:redrives'))`;

const ANOTHER_RUNS = `
  exists (
    select from eventing.redrive_letters item join eventing.redrives other on other.id = item.redrive
    where item.letter = letter.id and item.outcome is null and other.status = 'running')`;

/**
 * Chooses the letters of a re-drive and gives each its step. What was too large is not kept whole, and is never among them; forged
 * messages are only when they are asked for by that reason, or one by one.
 *
 * The first of each aggregate come first: none waits for one of a
 * later step. Left out are letters that another running re-drive has, those for which there is no consumer, and those behind
 * one that is not among them.
 *
 * $14: ids (or null for all that match), $15: the consumer to send to (or null), $16: the service's consumers, $17: the
 * re-drive, $18: the sums of the steps' sizes (null: a single step), $19: the size of the last.
 */
export const CHOOSE = `
  with matching as (
    select letter.id, letter.source, letter.partition_key, letter.sequence, letter.first_failed_at,
           coalesce($${P + 2}::text, letter.target, letter.consumer) as whose, ${ANOTHER_RUNS} as taken,
           letter.reason = 'oversized' as cut,
           letter.reason = 'untrusted-publisher' and $${P + 1}::uuid[] is null and $4::text is null as unnamed
    from eventing.dead_letters letter
    where letter.status = 'parked' and ${MATCHING} and ${CONTAINING}
      and ($${P + 1}::uuid[] is null or letter.id = any($${P + 1}))
  ), wanted as materialized (
    select id, whose, source, partition_key, sequence, first_failed_at from matching
    where not taken and not cut and not unnamed and whose = any($${P + 3}::text[])
  ), free as (
    select wanted.* from wanted join eventing.dead_letters letter using (id)
    where letter.partition_key is null or not exists (
      select from eventing.dead_letters earlier
      where ${SAME_LINE('earlier', 'letter')} and ${IS_OPEN('earlier')} and ${PLACE('earlier')} < ${PLACE('letter')}
        and earlier.id not in (select id from wanted))
  ), lined as (
    select id, first_failed_at, case when partition_key is null then 1 else row_number() over (
      partition by whose, source, partition_key order by coalesce(sequence, 0), id) end as place
    from free
  ), placed as (
    select id, (row_number() over (order by place, first_failed_at, id))::int as position from lined
  ), chosen as (
    insert into eventing.redrive_letters (redrive, letter, step, position)
    select $${P + 4}, id, ${stepOf(P + 5, P + 6)}, position from placed
    returning step
  )
  select (select count(*)::int from chosen) as letters, (select max(step) from chosen) as steps,
         (select count(*)::int from matching) as matching, (select count(*)::int from matching where taken) as taken,
         (select count(*)::int from matching where cut) as cut, (select count(*)::int from matching where unnamed) as unnamed,
         (select count(*)::int from matching where not whose = any($${P + 3}::text[])) as homeless`;

/** The first step whose sum reaches the position; beyond the last sum, steps of the last size. */
function stepOf(sums: number, last: number): string {
  return `case
      when $${sums}::int[] is null then 1
      when position <= $${sums}[cardinality($${sums})] then
        (select min(number)::int from unnest($${sums}) with ordinality as step(sum, number) where position <= sum)
      else cardinality($${sums}) + ceil((position - $${sums}[cardinality($${sums})])::numeric / $${last}::int)::int
    end`;
}

export const CREATE = `
  insert into eventing.redrives (id, actor, reason, filter, target, ramped, tolerated, letters, steps)
  values ($1, $2, $3, $4::jsonb, $5, $6, $7, $8, $9)`;

export const REDRIVE = `
  select redrive.id, redrive.status, redrive.actor, redrive.reason, redrive.ramped, redrive.step, redrive.steps,
         redrive.letters, redrive.requested_at as "requestedAt", redrive.ended_at as "endedAt",
         redrive.ended_because as "endedBecause", tally.*,
         (select coalesce(letter.id || ' ' || letter.problem)
            from eventing.redrive_letters item join eventing.dead_letters letter on letter.id = item.letter
           where item.redrive = redrive.id and item.step = redrive.step and item.outcome is null and letter.problem is not null
             and redrive.status = 'running'
           limit 1) as problem
  from eventing.redrives redrive
  cross join lateral (
    select count(*) filter (where outcome = 'handled')::int as handled,
           count(*) filter (where outcome = 'failed')::int as failed,
           count(*) filter (where outcome in ('discarded', 'gone'))::int as discarded,
           count(*) filter (where outcome is null and requested_at is not null)::int as "underWay",
           count(*) filter (where outcome = 'left' or outcome is null and requested_at is null)::int as waiting
    from eventing.redrive_letters item where item.redrive = redrive.id
  ) tally`;

export const ONE_REDRIVE = `${REDRIVE} where redrive.id = $1`;

export const LATEST_REDRIVES = `
  ${REDRIVE} where redrive.id in (select id from eventing.redrives order by requested_at desc, id desc limit $1)
  order by redrive.requested_at desc, redrive.id desc`;

export const LOCK_RUNNING = `select from eventing.redrives where id = $1 and status = 'running' for update`;

/** $1: the re-drive, $2: its status from now on, $3: why. */
export const END = `
  update eventing.redrives set status = $2, ended_at = now(), ended_because = $3 where id = $1`;

/** What was asked for and not sent is parked as before, what was never asked for stays so. $1: the re-drive, $2: why. */
export const WITHDRAW = `
  with withdrawn as (
    update eventing.dead_letters letter set status = 'parked', look_at = null, problem = null
    from eventing.redrive_letters item
    where item.redrive = $1 and item.letter = letter.id and item.outcome is null and item.requested_at is not null
      and letter.status = 'requested' and letter.intent = 'redrive'
    returning letter.id
  ), told as (
    insert into eventing.dead_letter_history (letter, what, detail, redrive) select id, 'withdrawn', $2, $1 from withdrawn
  ), left_alone as (
    update eventing.redrive_letters item set outcome = 'left'
    where item.redrive = $1 and item.outcome is null
      and (item.requested_at is null or item.letter in (select id from withdrawn))
  )
  select count(*)::int as count from withdrawn`;
