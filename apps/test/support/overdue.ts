import { eventually } from '@warren/eventing/testing';
import type { Shop } from './shop';

/** Lets the time go by in which an order waits for its payment, for this order alone. */
export async function letPaymentBecomeOverdue(shop: Shop, orderId: string): Promise<void> {
  await eventually(`order ${orderId} to wait for its payment`, async () => {
    const rows = await shop.rows(
      'orders',
      `update eventing.saga_timeouts set due_at = now(), look_at = now() where key = $1 and name = 'payment' returning 1`,
      [orderId],
    );
    return rows.length > 0;
  });
}

/** Waits until the provider's books say so of the charge for an order; the shop may not have heard of it. */
export async function untilCharge(shop: Shop, orderId: string, status: string): Promise<void> {
  await eventually(`the provider to have ${status} what order ${orderId} costs`, async () => {
    const rows = await shop.rows(
      'payments',
      `select 1 from simulated_provider.charges join payments on id = reference
        where order_id = $1 and charges.status = $2`,
      [orderId, status],
    );
    return rows.length > 0;
  });
}
