import { eventually } from '@warren/eventing/testing';
import type { Shop } from './shop';

/** What the services' own tables say, added up. */
export interface Books {
  stock: { onHand: number; reserved: number; sold: number };
  /** Minor units. */
  money: { captured: number; refunded: number; confirmed: number };
  orders: Record<string, number>;
}

const number = (value: unknown): number => Number(value ?? 0);

export async function booksOf(shop: Shop): Promise<Books> {
  const [stock] = await shop.rows<Record<string, unknown>>(
    'inventory',
    'select sum(on_hand) as on_hand, sum(reserved) as reserved, sum(sold) as sold from stock',
  );
  const payments = await shop.rows<{ type: string; amount: string }>(
    'payments',
    `select type, sum((body::json->'data'->'amount'->>'amount')::bigint) as amount
       from eventing.outbox where type in ('payments.payment-successful.v1', 'payments.payment-refunded.v1') group by type`,
  );
  const orders = await shop.rows<{ status: string; count: string; amount: string }>(
    'orders',
    `select status, count(*), sum((total->>'amount')::bigint) as amount from orders group by status`,
  );
  const paid = (type: string) => number(payments.find((row) => row.type === `payments.${type}.v1`)?.amount);
  return {
    stock: {
      onHand: number(stock?.on_hand),
      reserved: number(stock?.reserved),
      sold: number(stock?.sold),
    },
    money: {
      captured: paid('payment-successful'),
      refunded: paid('payment-refunded'),
      confirmed: number(orders.find(({ status }) => status === 'confirmed')?.amount),
    },
    orders: Object.fromEntries(orders.map(({ status, count }) => [status, Number(count)])),
  };
}

/**
 * Waits until all is decided, undone and paid back, and the books agree with each other: what was put in is on the shelf
 * or sold, nothing is promised to nobody, and the shop has the money of the confirmed orders and no other.
 */
export async function untilBooksAgree(shop: Shop, putIn: number, withinMs?: number): Promise<Books> {
  let books: Books | undefined;
  return eventually(
    'the books to agree',
    async () => {
      books = await booksOf(shop);
      const { stock, money, orders } = books;
      const open = (orders.pending ?? 0) + (orders['awaiting-payment'] ?? 0);
      const agree =
        open === 0 &&
        stock.reserved === 0 &&
        stock.onHand + stock.sold === putIn &&
        money.captured - money.refunded === money.confirmed;
      return agree && books;
    },
    withinMs,
  ).catch((cause: unknown) => {
    throw new Error(`${String(cause)}: ${putIn} were put in, and the books say ${JSON.stringify(books)}`, {
      cause,
    });
  });
}
