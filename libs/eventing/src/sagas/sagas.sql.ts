/** Whoever loads a saga has it to himself until his transaction ends. */
export const LOAD =
  'select state, status, version from eventing.sagas where name = $1 and key = $2 for update';

/** Waits for who is starting the same saga, and does nothing if he did. */
export const START = `
  with started as (
    insert into eventing.sagas (name, key, state, status, completed_at)
    values ($1, $2, $3::jsonb, $4::text, case when $4::text = 'completed' then clock_timestamp() end)
    on conflict do nothing returning 1
  )
  select count(*)::int as count from started`;

/** Does nothing when the saga is not as it was loaded. */
export const SAVE = `
  with saved as (
    update eventing.sagas
    set state = $3::jsonb, status = $4::text, version = version + 1, updated_at = clock_timestamp(),
        completed_at = case when $4::text = 'completed' then clock_timestamp() end
    where name = $1 and key = $2 and version = $5 and status = 'active' returning 1
  )
  select count(*)::int as count from saved`;

/** Per saga: how many run, and since when the oldest. */
export const SUMMARISE = `
  select n.name, count(s.key)::int as active, min(s.started_at) as "oldestStartedAt"
  from unnest($1::text[]) as n(name)
  left join eventing.sagas s on s.name = n.name and s.status = 'active'
  group by n.name order by n.name`;

/** A saga's time-outs go with it. */
export const FORGET_SOME = `
  with old as (
    select name, key from eventing.sagas
    where status = 'completed' and completed_at < now() - $1 * interval '1 day' limit $2
  ), deleted as (
    delete from eventing.sagas s using old where s.name = old.name and s.key = old.key returning 1
  )
  select count(*)::int as count from deleted`;
