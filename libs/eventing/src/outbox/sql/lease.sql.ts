/**
 * Takes the lease ($1 holder, $2 for how many ms) when it is free, has run out, or is the holder's own from before a lost
 * connection. Each taking raises the fence, which tells the new holder's writes from those of all before.
 */
export const ACQUIRE = `
  insert into eventing.relay_lease as lease (holder, fence, expires_at)
  values ($1, 1, clock_timestamp() + $2 * interval '1 millisecond')
  on conflict (only_one) do update
    set holder = excluded.holder, fence = lease.fence + 1, expires_at = excluded.expires_at
    where lease.holder is null or lease.holder = excluded.holder or lease.expires_at <= clock_timestamp()
  returning fence`;

/** No row comes back when somebody else has taken the lease. */
export const RENEW = `
  update eventing.relay_lease set expires_at = clock_timestamp() + $3 * interval '1 millisecond'
  where holder = $1 and fence = $2 returning true as held`;

export const RELEASE = 'update eventing.relay_lease set holder = null where holder = $1 and fence = $2';
