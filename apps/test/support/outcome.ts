import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { eventually } from '@warren/eventing/testing';
import type { Customer } from './customer';
import type { Shop } from './shop';

/** On a busy machine a call of the provider may fail and be tried again later, three times and more. */
const ENDS_WITHIN_MS = 120_000;

/** Whose story it is: one customer, one product, and the orders for it. */
export interface Cast {
  customer: Customer;
  productId: string;
  orderIds: string[];
}

/** What everybody knows of a story in the end. Histories are written as `pending → confirmed`; money is in minor units. */
export interface Outcome {
  /** What each order has been, in the order of the cast. */
  orders: string[];
  /** The same for their payments; '' where there is none. */
  payments: string[];
  /** What the provider has on its books for each order: `captured 2000 EUR`; '' where there is nothing. */
  charges: string[];
  stock: { onHand: number; reserved: number; available: number; sold: number };
  /** Pieces that the catalog says are available. */
  shown: number;
  /** Kinds of what the customer was told, each a mail in the folder; sorted. */
  mails: string[];
  /** Of the product, in the sales report. */
  report: { pieces: number; revenue: number };
  /** What live clients were told, sorted. */
  live: string[];
  /** What was published about the orders and the stock, and how often. */
  events: Record<string, number>;
}

const path = (history: { status: string }[]) => history.map(({ status }) => status).join(' → ');

async function paymentOf(shop: Shop, orderId: string): Promise<{ history: string; charge: string }> {
  const { body } = await shop.payments.get(`/payments?orderId=${orderId}`);
  const payments = body.payments as { id: string; history: { status: string }[] }[];
  const charges = await shop.rows<{ charge: string }>(
    'payments',
    `select concat_ws(' ', status, amount, currency) as charge from simulated_provider.charges where reference = any ($1)`,
    [payments.map(({ id }) => id)],
  );
  return {
    history: payments.map(({ history }) => path(history)).join(', '),
    charge: charges.map(({ charge }) => charge).join(', '),
  };
}

/** What was sent is in the folder, under a name with its id in it. */
async function mailsTo(shop: Shop, customer: Customer): Promise<string[]> {
  const { body } = await shop.notifications.get(`/notifications?userId=${customer.id}`);
  const files = await readdir(join(shop.mailFolder, 'new')).catch(() => []); // made with the first mail
  return (body.notifications as { id: string; kind: string; status: string }[])
    .map(({ id, kind, status }) => {
      const arrived = files.filter((file) => file.includes(id)).length;
      return status === 'sent' && arrived === 1
        ? kind
        : `${kind} (${status}, ${arrived} times in the folder)`;
    })
    .sort();
}

async function reportOn(shop: Shop, productId: string): Promise<Outcome['report']> {
  const now = Date.now();
  const [from, to] = [now - 86_400_000, now].map((at) => new Date(at).toISOString().slice(0, 10));
  const { body } = await shop.reporting.get(`/reports/sales?from=${from}&to=${to}`);
  // Sums are decimal digits: they may be larger than what a number in JSON holds.
  const rows = (body.rows as { productId: string; quantity: string; revenue: { amount: string } }[]).filter(
    (row) => row.productId === productId,
  );
  return {
    pieces: rows.reduce((sum, { quantity }) => sum + Number(quantity), 0),
    revenue: rows.reduce((sum, { revenue }) => sum + Number(revenue.amount), 0),
  };
}

async function liveOf(shop: Shop, orderIds: string[]): Promise<string[]> {
  const sql = `select type from live_feed where data->>'orderId' = any ($1)`;
  return (await shop.rows<{ type: string }>('reporting', sql, [orderIds])).map(({ type }) => type).sort();
}

/**
 * From the outboxes of those who deal with orders; `orders.order-placed.v1` is written as `order-placed`. Without
 * `stock-allocated`: whether an order still gets its stock set aside while it is being called off depends on who is first, and
 * either way it is released once. That a confirmed one has it is in the counts of the stock.
 */
export async function eventsOf(
  shop: Shop,
  { productId, orderIds }: Omit<Cast, 'customer'>,
): Promise<Record<string, number>> {
  const sql = `select split_part(type, '.', 2) as type, count(*)::int as count from eventing.outbox
                where (body::json->'data'->>'orderId' = any ($1) or body::json->'data'->>'productId' = $2)
                  and type <> 'inventory.stock-allocated.v1' group by 1`;
  const each = (['inventory', 'orders', 'payments'] as const).map((name) =>
    shop.rows<{ type: string; count: number }>(name, sql, [orderIds, productId]),
  );
  return Object.fromEntries((await Promise.all(each)).flat().map(({ type, count }) => [type, count]));
}

export async function outcomeOf(shop: Shop, cast: Cast): Promise<Outcome> {
  const { customer, productId, orderIds } = cast;
  const orders = await Promise.all(orderIds.map((id) => customer.see(id)));
  const payments = await Promise.all(orderIds.map((id) => paymentOf(shop, id)));
  const { onHand, reserved, available, sold } = (await shop.inventory.get(`/stock/${productId}`))
    .body as Outcome['stock'];
  const product = await shop.catalog.get(`/products/${productId}`);
  return {
    orders: orders.map(({ history }) => path(history)),
    payments: payments.map(({ history }) => history),
    charges: payments.map(({ charge }) => charge),
    stock: { onHand, reserved, available, sold },
    shown: (product.body as { stock: { available: number } }).stock.available,
    mails: await mailsTo(shop, customer),
    report: await reportOn(shop, productId),
    live: await liveOf(shop, orderIds),
    events: await eventsOf(shop, cast),
  };
}

/** Looks whether a story has ended as it must; throws what is not so. To be asked again when all is quiet. */
export type Ending = () => Promise<void>;

/**
 * Waits until all that came of a story is as expected.
 *
 * @param expected what must be; where that depends on who won a race, a function of what came of it
 */
export async function endsWith(
  shop: Shop,
  cast: Cast,
  expected: Outcome | ((seen: Outcome) => Outcome),
): Promise<Ending> {
  const look = async () => {
    const seen = await outcomeOf(shop, cast);
    expect(seen).toEqual(typeof expected === 'function' ? expected(seen) : expected);
  };
  await eventually('the story to end as it should', () => look().then(() => true), ENDS_WITHIN_MS);
  return look;
}
