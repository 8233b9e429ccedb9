import { IS_OPEN, PLACE, SAME_LINE } from './line.sql';

/** Locks letters until the transaction ends, in the order of their ids. $1: ids. */
export const LOCK_LETTERS = `
  select id, status, drive, intent, coalesce(target, consumer) as target
  from eventing.dead_letters where id = any($1::uuid[]) order by id for update`;

/** Until the transaction ends; tells what it was. $1: with its unit. */
export const SET_LOCK_TIMEOUT = `
  with usual as materialized (select current_setting('lock_timeout') as timeout)
  select timeout, set_config('lock_timeout', $1, true) from usual`;

/** Of the letters in the CTE `ended`: counts them for who asked, and wakes the next of each line. */
export const AFTERMATH = `
  counted as (
    update eventing.redrive_letters item set outcome = ended.status
    from ended where item.letter = ended.id and item.outcome is null
  ), woken as (
    update eventing.dead_letters letter set look_at = statement_timestamp(), problem = null
    where letter.status = 'requested' and not exists (select from ended where ended.id = letter.id) and letter.id in (
      select (
        select later.id from eventing.dead_letters later
        where ${SAME_LINE('later', 'ended')} and ${IS_OPEN('later')} and ${PLACE('later')} > ${PLACE('ended')}
          and not exists (select from ended other where other.id = later.id)
        order by coalesce(later.sequence, 0), later.id limit 1)
      from ended where ended.partition_key is not null)
  )`;

/** The letters are done with: handled, or discarded where that was intended. $1: ids, $2: a remark for the history, or null. */
export const SETTLE = `
  with ended as (
    update eventing.dead_letters letter set
      status = case intent when 'discard' then 'discarded' else 'handled' end,
      settled_at = now(), look_at = null, problem = null
    where id = any($1::uuid[]) and ${IS_OPEN('letter')}
    returning id, status, target, consumer, source, partition_key, sequence
  ), told as (
    insert into eventing.dead_letter_history (letter, what, detail) select id, status, $2 from ended
  ), ${AFTERMATH}
  select id from ended`;
