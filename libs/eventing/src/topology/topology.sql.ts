export const BEGIN = 'insert into eventing.queue_migrations (queue) values ($1) on conflict do nothing';

export const END = 'delete from eventing.queue_migrations where queue = $1';

export const UNFINISHED = 'select queue, began_at as "beganAt" from eventing.queue_migrations order by queue';

export const BOUND = `
  select queue, exchange, routing_key as "routingKey", wanted_at as "wantedAt"
    from eventing.bindings order by queue, exchange, routing_key`;

/** Held as long as the connection lives: who dies lets go of it. */
export const LOCK = `select pg_try_advisory_lock(hashtextextended('warren:topology-apply', 0)) as locked`;

export const FORGET = 'delete from eventing.bindings where queue = $1 and exchange = $2 and routing_key = $3';
