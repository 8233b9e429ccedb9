import { CONTAINING, FILTER_PARAMETERS, MATCHING, SUMMARY } from './filter.sql';

const STORED = [
  'id',
  'consumer',
  'message_key',
  'reason',
  'queue',
  'exchange',
  'routing_key',
  'event_id',
  'type',
  'source',
  'correlation_id',
  'partition_key',
  'sequence',
  'error_name',
  'error_message',
  'error_stack',
  'fault',
  'fault_text',
  'fault_place',
  'attempts',
  'first_failed_at',
  'headers',
  'body',
];

/** In the order of the parameters of {@link PARK}. */
export const PARK_COLUMNS: readonly string[] = STORED;

const RETOLD = STORED.filter(
  (column) => !['id', 'consumer', 'message_key', 'first_failed_at'].includes(column),
);

/**
 * Parked once more, the same message keeps its row, its id and its first failure; the rest is told anew. One that is on
 * its way round again stays so: this is another copy of it, and the one on its way decides. The last parameter is what the
 * history tells.
 */
export const PARK = `
  with parked as (
    insert into eventing.dead_letters as letter (${STORED.join(', ')}, last_failed_at)
    values (${STORED.map((_, index) => `$${index + 1}`).join(', ')}, now())
    on conflict (consumer, message_key) do update set
      ${RETOLD.map((column) => `${column} = excluded.${column}`).join(', ')},
      status = case when letter.status in ('requested', 'sent') then letter.status else 'parked' end,
      first_failed_at = least(letter.first_failed_at, excluded.first_failed_at),
      last_failed_at = excluded.last_failed_at,
      settled_at = null,
      parked_at = now()
    returning id
  ), told as (
    insert into eventing.dead_letter_history (letter, what, detail)
    select id, 'parked', $${STORED.length + 1} from parked
  )
  select id from parked`;

/** What was parked under this key. $1: consumer, $2: message key. */
export const BODY_UNDER_KEY =
  'select body from eventing.dead_letters where consumer = $1 and message_key = $2';

const TOLD_AFTER_REDRIVE = [
  'reason',
  'event_id',
  'type',
  'source',
  'correlation_id',
  'partition_key',
  'sequence',
  'error_name',
  'error_message',
  'error_stack',
  'fault',
  'fault_text',
  'fault_place',
];

/** In the order of the parameters of {@link PARK_AGAIN}, after the first four. */
export const PARK_AGAIN_COLUMNS: readonly string[] = TOLD_AFTER_REDRIVE;

/**
 * It was sent round again and failed again. No row comes back when it is not on its way (any more), or another copy than this
 * one is: then there is nothing to tell. $1: the letter, $2: which time (or null), $3: tries, $4: for the history.
 */
export const PARK_AGAIN = `
  with failed as (
    update eventing.dead_letters as letter set
      ${TOLD_AFTER_REDRIVE.map((column, index) => `${column} = $${index + 5}`).join(', ')},
      status = 'parked', intent = 'redrive', look_at = null, problem = null, parked_at = now(), last_failed_at = now(),
      attempts = least(letter.attempts::bigint + $3, 2147483647)
    where id = $1 and ($2::integer is null or drive = $2) and status in ('requested', 'sent')
    returning id
  ), told as (
    insert into eventing.dead_letter_history (letter, what, detail) select id, 'failed again', $4 from failed
  ), counted as (
    update eventing.redrive_letters item set outcome = 'failed'
    from failed where item.letter = failed.id and item.outcome is null and item.requested_at is not null
  )
  select id from failed`;

export const EXISTS = 'select from eventing.dead_letters where id = $1';

export const FIND = `
  select ${SUMMARY} from eventing.dead_letters letter where ${MATCHING} and ${CONTAINING}
  order by letter.parked_at desc, letter.id desc
  limit $${FILTER_PARAMETERS + 1} offset $${FILTER_PARAMETERS + 2}`;

export const COUNT = `
  select count(*)::int as count from eventing.dead_letters letter where ${MATCHING} and ${CONTAINING}`;

export const BODY = 'select body from eventing.dead_letters where id = $1';
