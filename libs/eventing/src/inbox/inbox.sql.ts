/** No row comes back when the event is there already; while another transaction is recording it, this waits for its end. */
export const RECORD = `
  insert into eventing.inbox (event_id, consumer, outcome, content) values ($1, $2, $3, $4)
  on conflict do nothing returning true`;

export const OUTCOME = 'select outcome, content from eventing.inbox where event_id = $1 and consumer = $2';

/** Waits for who is at it, and keeps others waiting until the transaction ends. */
export const LOCK =
  'select outcome, content from eventing.inbox where event_id = $1 and consumer = $2 for update';

/** What was parked is handled after all. */
export const LIFT = `
  update eventing.inbox set outcome = 'handled', handled_at = now() where event_id = $1 and consumer = $2`;
