/** $1: days, $2: how many at once. */
export const FORGET_SOME = `
  with old as (
    select id from eventing.dead_letters
    where status in ('handled', 'discarded') and settled_at < now() - $1 * interval '1 day'
    limit $2 for update skip locked
  ), history as (
    delete from eventing.dead_letter_history entry using old where entry.letter = old.id
  ), items as (
    delete from eventing.redrive_letters item using old where item.letter = old.id
  ), deleted as (
    delete from eventing.dead_letters letter using old where letter.id = old.id returning 1
  )
  select count(*) as count from deleted`;

/** Those that ended, and of whose letters none is left. $1: days. */
export const FORGET_REDRIVES = `
  delete from eventing.redrives redrive
  where status <> 'running' and ended_at < now() - $1 * interval '1 day'
    and not exists (select from eventing.redrive_letters item where item.redrive = redrive.id)`;
