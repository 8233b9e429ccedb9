/**
 * Gives turns at orders that are due, and lends each for a while: who dies with one is followed by whoever looks then. Those
 * that were tried before have places of their own, so that cards that never answer do not keep the others waiting.
 */
export const CLAIM = `
  update payable_orders
     set turn = turn + 1, due_at = now() + $2 * interval '1 millisecond'
   where order_id in (select order_id from payable_orders where due_at <= now() and (tries > 0) = $3
                       order by due_at limit $1 for update skip locked)
  returning order_id as "orderId", turn as number, tries, context`;

/** Leaves an order for which somebody else has a turn by now as it is. */
export const PUT_OFF = `
  update payable_orders set tries = tries + $3, due_at = now() + $4 * interval '1 millisecond'
   where order_id = $1 and turn = $2 and due_at is not null`;

/** Something is left to do, from the beginning of the list, and for nobody who is at it already. */
export const DUE_NOW = `
  update payable_orders set due_at = now(), tries = 0, turn = turn + 1, context = $2 where order_id = $1`;

export const DONE =
  'update payable_orders set due_at = null, tries = 0 where order_id = $1 and due_at is not null';

/** Locks it until the transaction ends. A row comes back while this is the order's last turn. */
export const KEEP_TURN = `
  update payable_orders set due_at = now() + $3 * interval '1 millisecond'
   where order_id = $1 and turn = $2 and due_at is not null returning turn`;
