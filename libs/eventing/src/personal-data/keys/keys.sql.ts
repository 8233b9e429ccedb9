// A person's row in personal_subjects is the lock: who reads or uses the keys holds it shared until the transaction ends, and
// who forgets takes it alone. What was read before is committed by then, and what comes later finds the person forgotten.

/**
 * Locks persons, shared, in the order of their ids, lest two wait for each other. It must be a statement of its own: what the
 * same statement read of the keys would be as old as its beginning. Arrays: owner, subject.
 */
export const LOCK_SUBJECTS = `
  select owner, subject, person.forgotten_at is not null as forgotten
    from unnest($1::text[], $2::text[]) as asked(owner, subject)
    join eventing.personal_subjects as person using (owner, subject)
   order by owner collate "C", subject collate "C" for share of person`;

/** The keys of persons, all versions, the newest last. Arrays: owner, subject. */
export const READ_KEYS = `
  select owner, subject, version, master_id as "masterId", wrapped
    from unnest($1::text[], $2::text[]) as asked(owner, subject)
    join eventing.personal_keys using (owner, subject)
   order by owner, subject, version`;

/** Makes persons known; comes back with those that were not. Arrays: owner, subject. */
export const ADD_SUBJECTS = `
  insert into eventing.personal_subjects (owner, subject)
  select owner, subject from unnest($1::text[], $2::text[]) as t(owner, subject)
   order by owner collate "C", subject collate "C"
  on conflict do nothing returning subject`;

/** Arrays: owner, subject, version, master key, wrapped key. One that is there already stays. */
export const ADD_KEYS = `
  insert into eventing.personal_keys (owner, subject, version, master_id, wrapped)
  select * from unnest($1::text[], $2::text[], $3::int[], $4::text[], $5::bytea[])
  on conflict do nothing`;

/** Forgets persons, for good: who has used their keys is waited for. Arrays: owner, subject. */
export const FORGET_SUBJECTS = `
  insert into eventing.personal_subjects as person (owner, subject, forgotten_at)
  select owner, subject, now() from unnest($1::text[], $2::text[]) as t(owner, subject)
   order by owner collate "C", subject collate "C"
  on conflict (owner, subject) do update set forgotten_at = coalesce(person.forgotten_at, excluded.forgotten_at)`;

/** Arrays: owner, subject. */
export const DELETE_KEYS = `
  delete from eventing.personal_keys using unnest($1::text[], $2::text[]) as gone(owner, subject)
   where personal_keys.owner = gone.owner and personal_keys.subject = gone.subject`;

/** $1: the master key that is used now, $2: how many at most. */
export const TAKE_WRAPPED_OTHERWISE = `
  select owner, subject, version, master_id as "masterId", wrapped
    from eventing.personal_keys where master_id <> $1 limit $2 for update skip locked`;

/** Arrays: owner, subject, version, wrapped key. $5: its master key. */
export const REWRAP = `
  update eventing.personal_keys as k set wrapped = fresh.wrapped, master_id = $5
    from unnest($1::text[], $2::text[], $3::int[], $4::bytea[]) as fresh(owner, subject, version, wrapped)
   where k.owner = fresh.owner and k.subject = fresh.subject and k.version = fresh.version`;

/** Of an owner, the persons that were forgotten, after one of them. $1: owner, $2: after (or null), $3: how many at most. */
export const FORGOTTEN_PERSONS = `
  select subject from eventing.personal_subjects
   where owner = $1 and forgotten_at is not null and ($2::text is null or subject > $2 collate "C")
   order by subject collate "C" limit $3`;
