import { WAITS_FOR } from './line.sql';

/**
 * Letters to be sent, and those that were sent and not handled for long, that nobody else has in hand. They stay locked until
 * the broker has confirmed them: no other process sends them meanwhile, and their consumers wait for the outcome.
 */
export const TAKE_DUE = `
  select letter.id, letter.drive, letter.sends, coalesce(letter.target, letter.consumer) as target, letter.exchange,
         letter.routing_key as "routingKey", letter.event_id as "eventId", letter.type, letter.source,
         letter.correlation_id as "correlationId", letter.headers, letter.body, ${WAITS_FOR('letter')} as "waitsFor"
  from eventing.dead_letters letter
  where letter.status in ('requested', 'sent') and letter.look_at <= statement_timestamp()
  order by letter.look_at limit $1
  for update of letter skip locked`;

/** How many times as long as after the first sending it waits at most before one that was not handled is sent again. */
const LONGEST_WAIT = 12;

/** $1: ids, $2: after how many ms one that was not handled is sent again; each time it is twice as long. */
export const MARK_SENT = `
  with sent as (
    update eventing.dead_letters set
      status = 'sent', problem = null, sends = sends + 1,
      look_at = statement_timestamp() + $2 * least(power(2, least(sends, 30)), ${LONGEST_WAIT}) * interval '1 millisecond'
    where id = any($1::uuid[]) returning id, target, consumer, sends
  ), told as (
    insert into eventing.dead_letter_history (letter, what, detail)
    select id, 'sent', 'to ' || coalesce(target, consumer) || case when sends > 1 then ', for want of an answer' else '' end
    from sent
  )
  select count(*)::int as count from sent`;

/** They are not sent for now. $1: ids, $2: why, one for each, $3: look again after so many ms. */
export const LEAVE = `
  update eventing.dead_letters letter
  set problem = left_alone.problem, look_at = statement_timestamp() + $3 * interval '1 millisecond'
  from unnest($1::uuid[], $2::text[]) as left_alone(id, problem) where letter.id = left_alone.id`;
