import { eventually } from '@warren/eventing/testing';
import { takenByProvider } from './provider-books';
import type { Shop } from './shop';

/** Minor units. */
interface Taken {
  captured: number;
  refunded: number;
}

/** What each service says by itself, added up. For when there is nothing left to do. */
export interface Books {
  stock: { onHand: number; reserved: number; sold: number };
  /** As payments has told everybody. */
  payments: Taken;
  /** As the provider has it on its own books. */
  provider: Taken;
  /** How many orders ended how. */
  orders: Record<string, number>;
  confirmed: Sales;
  reported: { orders: Record<string, number>; sales: Sales };
}

interface Sales {
  pieces: number;
  revenue: number;
}

type Sums = Record<string, string | null>;

const numbers = <Key extends string>(row: Sums | undefined, ...keys: Key[]) =>
  Object.fromEntries(keys.map((key) => [key, Number(row?.[key] ?? 0)])) as Record<Key, number>;

async function stockOf(shop: Shop): Promise<Books['stock']> {
  const sums = 'select sum(on_hand) as "onHand", sum(reserved) as reserved, sum(sold) as sold from stock';
  const [row] = await shop.rows<Sums>('inventory', sums);
  return numbers(row, 'onHand', 'reserved', 'sold');
}

async function paymentsOf(shop: Shop): Promise<Taken> {
  const [row] = await shop.rows<Sums>(
    'payments',
    `select sum(amount) filter (where type = 'payments.payment-successful.v1') as captured,
            sum(amount) filter (where type = 'payments.payment-refunded.v1') as refunded
       from (select type, (body::json->'data'->'amount'->>'amount')::bigint as amount from eventing.outbox) as told`,
  );
  return numbers(row, 'captured', 'refunded');
}

async function ordersOf(shop: Shop): Promise<Books['orders']> {
  const sql = 'select status, count(*)::int as count from orders group by status order by status';
  const rows = await shop.rows<{ status: string; count: number }>('orders', sql);
  return Object.fromEntries(rows.map(({ status, count }) => [status, count]));
}

async function confirmedOf(shop: Shop): Promise<Sales> {
  const [row] = await shop.rows<Sums>(
    'orders',
    `select sum((total->>'amount')::bigint) as revenue,
            sum((select sum((line->>'quantity')::int) from jsonb_array_elements(lines) as line)) as pieces
       from orders where status = 'confirmed'`,
  );
  return numbers(row, 'pieces', 'revenue');
}

async function reportedBy(shop: Shop): Promise<Books['reported']> {
  const now = Date.now();
  const [from, to] = [now - 86_400_000, now].map((at) => new Date(at).toISOString().slice(0, 10));
  const [sales, orders] = await Promise.all(
    ['sales', 'orders'].map((report) => shop.reporting.get(`/reports/${report}?from=${from}&to=${to}`)),
  );
  const { rows, totals } = sales?.body as { rows: { quantity: string }[]; totals: { amount: string }[] };
  const { confirmed, rejected, cancelled, open } = (orders?.body as { totals: Record<string, number> })
    .totals;
  const counts = Object.entries({ cancelled, confirmed, open, rejected }).filter(([, count]) => count !== 0);
  return {
    orders: Object.fromEntries(counts) as Record<string, number>,
    sales: {
      pieces: rows.reduce((sum, { quantity }) => sum + Number(quantity), 0),
      revenue: totals.reduce((sum, { amount }) => sum + Number(amount), 0),
    },
  };
}

export async function booksOf(shop: Shop): Promise<Books> {
  const [stock, payments, provider, orders, confirmed, reported] = await Promise.all([
    stockOf(shop),
    paymentsOf(shop),
    takenByProvider(shop),
    ordersOf(shop),
    confirmedOf(shop),
    reportedBy(shop),
  ]);
  return { stock, payments, provider, orders, confirmed, reported };
}

export async function untilAllDecided(shop: Shop, withinMs: number): Promise<void> {
  const open = `select count(*)::int as count from orders where status in ('pending', 'awaiting-payment')`;
  await eventually(
    'all orders to be decided',
    async () => {
      const [row] = await shop.rows<{ count: number }>('orders', open);
      if (row?.count === 0) return true;
      throw new Error(`${row?.count} are open`);
    },
    withinMs,
  );
}
