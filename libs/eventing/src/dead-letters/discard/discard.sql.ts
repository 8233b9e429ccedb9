import { CONTAINING, FILTER_PARAMETERS, MATCHING } from '../filter.sql';
import { IS_OPEN } from '../redrive/line.sql';
import { AFTERMATH } from '../redrive/settling.sql';

const P = FILTER_PARAMETERS;

/** Some that match and are not done with, locked; those behind the last one's id. $14: that id (or null), $15: how many. */
export const LOCK_MATCHING = `
  select letter.id, letter.consumer, letter.type, letter.message_key as "messageKey"
  from eventing.dead_letters letter
  where ${MATCHING} and ${IS_OPEN('letter')} and ${CONTAINING} and ($${P + 1}::uuid is null or letter.id > $${P + 1})
  order by letter.id limit $${P + 2} for update`;

/** $1: ids. */
export const LOCK_SOME = `
  select letter.id, letter.consumer, letter.type, letter.message_key as "messageKey"
  from eventing.dead_letters letter where letter.id = any($1::uuid[]) and ${IS_OPEN('letter')} order by letter.id for update`;

/** $1: ids, $2: who, $3: why. */
export const DISCARD = `
  with ended as (
    update eventing.dead_letters letter
    set status = 'discarded', settled_at = now(), look_at = null, problem = null
    where id = any($1::uuid[]) returning id, status, target, consumer, source, partition_key, sequence
  ), told as (
    insert into eventing.dead_letter_history (letter, what, actor, reason) select id, 'discarded', $2, $3 from ended
  ), ${AFTERMATH}
  select id from ended`;

/** Letters that hold up their projection: the events that it has not passed yet. $1: ids, $2: the projections. */
export const HOLDING_UP = `
  select letter.id from eventing.dead_letters letter
  where letter.id = any($1::uuid[]) and letter.consumer = any($2::text[])
    and letter.sequence is not null and letter.partition_key is not null
    and letter.sequence > coalesce((
      select gate.sequence from eventing.projection_gate gate
      where gate.projection = letter.consumer collate "C" and gate.stream = (letter.source || '/' || letter.partition_key) collate "C"
    ), 0)`;

/** The projection is to go on without these: told by the message, which moves its gate on and does nothing else. $1 to $3 as above. */
export const SKIP = `
  with asked as (
    update eventing.dead_letters letter set
      status = 'requested', intent = 'discard', drive = drive + 1, sends = 0, problem = null, target = null,
      look_at = statement_timestamp()
    where id = any($1::uuid[]) returning id
  ), told as (
    insert into eventing.dead_letter_history (letter, what, actor, reason)
    select id, 'discard requested', $2, $3 from asked
  )
  select id from asked`;

/** The saga's row is locked before its time-outs are touched. $1: ids of time-outs. */
export const LOCK_SAGAS = `
  select from eventing.sagas saga join eventing.saga_timeouts timeout on timeout.saga = saga.name and timeout.key = saga.key
  where timeout.id = any($1::uuid[]) order by saga.name, saga.key for update of saga`;

export const FORGET_TIMEOUTS = `
  with forgotten as (delete from eventing.saga_timeouts where id = any($1::uuid[]) returning 1)
  select count(*)::int as count from forgotten`;
