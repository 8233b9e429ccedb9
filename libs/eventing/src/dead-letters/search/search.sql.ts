import { CONTAINING, FILTER_PARAMETERS, MATCHING, SUMMARY } from '../filter.sql';

const P = FILTER_PARAMETERS;

/**
 * A page's candidates, found by an index, newest first: `limit` of them after the cursor. $14 and $15: parked_at and id of the
 * cursor, $16: how many.
 */
const LOOKED_AT = `
  select letter.id, letter.parked_at from eventing.dead_letters letter
  where ${MATCHING}
    and ($${P + 1}::timestamptz is null or (letter.parked_at, letter.id) < ($${P + 1}, $${P + 2}::uuid))
  order by letter.parked_at desc, letter.id desc limit $${P + 3}`;

/** With all the digits that PostgreSQL has: a Date has three of six. */
const CURSOR = (letter: string): string =>
  `to_char(${letter}.parked_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') || '~' || ${letter}.id`;

/**
 * At least one row: how many candidates were looked at, and where they end, with each that contains the text (or nulls). One statement:
 * between two of them letters are settled, and the second would look further than the first. $17: how many may come back.
 */
export const SEARCH = `
  with looked as materialized (${LOOKED_AT}),
  ending as (
    select count(*)::int as "lookedAt", (array_agg(${CURSOR('looked')} order by looked.parked_at, looked.id))[1] as "endOfLook"
    from looked
  ), found as (
    select ${SUMMARY}, ${CURSOR('letter')} as cursor
    from looked join eventing.dead_letters letter using (id)
    where ${CONTAINING}
    order by letter.parked_at desc, letter.id desc limit $${P + 4}
  )
  select * from ending left join found on true order by found."parkedAt" desc, found.id desc`;

/** $14: how many groups. Those of the same bug in different consumers are different groups. */
export const GROUPS = `
  with groups as (
    select letter.consumer, letter.fault, count(*)::int as count, min(letter.parked_at) as first, max(letter.parked_at) as last
    from eventing.dead_letters letter where ${MATCHING} and ${CONTAINING}
    group by letter.consumer, letter.fault
    order by count desc, last desc limit $${P + 1}
  )
  select groups.consumer, groups.fault, groups.count, groups.first, groups.last,
         example.id as "exampleId", example.reason, example.type, example.error_name as "errorName",
         example.fault_text as "errorText", example.fault_place as place, example.error_message as "exampleMessage"
  from groups cross join lateral (
    select * from eventing.dead_letters letter
    where letter.consumer = groups.consumer and letter.fault = groups.fault and letter.status = any($1::text[])
    order by letter.parked_at desc, letter.id desc limit 1
  ) example
  order by groups.count desc, groups.last desc`;

export const HISTORY = `
  select at, what, actor, reason, detail, redrive from eventing.dead_letter_history where letter = $1 order by id`;
