/** When the next running re-drive, and the next letter, are to be looked at. */
export const UNTIL_NEXT = `
  select (extract(epoch from least(
    (select min(look_at) from eventing.redrives where status = 'running'),
    (select min(look_at) from eventing.dead_letters where status in ('requested', 'sent'))
  ) - clock_timestamp()) * 1000)::float8 as ms`;

/** A running re-drive whose turn it is, and that no other process has in hand. */
export const TAKE_REDRIVE = `
  select redrive.id, redrive.actor, redrive.reason, redrive.target, redrive.ramped, redrive.tolerated, redrive.step, redrive.steps,
         (select count(*)::int from eventing.redrive_letters where redrive = redrive_id and outcome = 'failed') as failed
  from (
    select *, id as redrive_id from eventing.redrives
    where status = 'running' and look_at <= statement_timestamp()
    order by look_at limit 1 for update skip locked
  ) redrive`;

/**
 * Asks for some letters of a step to be sent, in the order of their positions. One that is not parked any more was settled by
 * somebody else, and stays as it is. $1: the re-drive, $2: the step, $3: how many, $4: the consumer to send to (or null),
 * $5: actor, $6: reason.
 */
export const REQUEST_SOME = `
  with wanted as (
    select letter from eventing.redrive_letters
    where redrive = $1 and step = $2 and requested_at is null and outcome is null
    order by position limit $3
  ), asked as (
    update eventing.dead_letters letter set
      status = 'requested', intent = 'redrive', drive = letter.drive + 1, sends = 0, problem = null,
      target = coalesce($4, letter.target), look_at = statement_timestamp()
    from wanted where letter.id = wanted.letter and letter.status = 'parked'
    returning letter.id
  ), told as (
    insert into eventing.dead_letter_history (letter, what, actor, reason, redrive)
    select id, 'requested', $5, $6, $1 from asked
  ), noted as (
    update eventing.redrive_letters item set requested_at = now()
    from wanted where item.redrive = $1 and item.letter = wanted.letter
    returning 1
  )
  select count(*)::int as count from noted`;

/**
 * What became of letters without the re-drive hearing of it: somebody deleted the row, or settled it before it was asked for.
 * $1: the re-drive, $2: the step.
 */
export const SWEEP = `
  update eventing.redrive_letters item set outcome = fate.outcome
  from (
    select open.letter,
           case when letter.id is null then 'gone' when letter.status = 'parked' then 'failed' else letter.status end as outcome
    from eventing.redrive_letters open left join eventing.dead_letters letter on letter.id = open.letter
    where open.redrive = $1 and open.step = $2 and open.outcome is null
      and (letter.id is null or letter.status not in ('requested', 'sent'))
  ) fate
  where item.redrive = $1 and item.letter = fate.letter and item.outcome is null`;

/** Asked for anew: what failed since the re-drive was taken up counts, too. */
export const STATE_OF_STEP = `
  select exists (select from eventing.redrive_letters where redrive = $1 and step = $2 and outcome is null) as "isOpen",
         (select count(*)::int from eventing.redrive_letters where redrive = $1 and outcome = 'failed') as failed`;

/** $1: the re-drive, $2: the step it is at from now on. */
export const NEXT_STEP = `update eventing.redrives set step = $2, look_at = statement_timestamp() where id = $1`;

/** $1: the re-drive, $2: in how many ms. */
export const LOOK_LATER = `
  update eventing.redrives set look_at = statement_timestamp() + $2 * interval '1 millisecond' where id = $1`;

/** One that failed again, to tell people of. */
export const A_FAILURE = `
  select letter.id, letter.error_name as "errorName", left(letter.error_message, 300) as "errorMessage"
  from eventing.redrive_letters item join eventing.dead_letters letter on letter.id = item.letter
  where item.redrive = $1 and item.outcome = 'failed' limit 1`;
