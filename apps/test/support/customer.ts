import { randomUUID } from 'node:crypto';
import { eventually } from '@warren/eventing/testing';
import type { Answer, HttpClient } from '@warren/platform/testing';
import type { Shop } from './shop';

export interface OrderSeen {
  id: string;
  status: 'pending' | 'awaiting-payment' | 'confirmed' | 'rejected' | 'cancelled';
  customer: { id: string; name: string };
  total: { amount: number; currency: string };
  history: { status: string; at: string }[];
  reason?: string;
}

/** What a customer puts into an order. */
export type Wish = [productId: string, quantity: number];

/** Somebody who shops over HTTP, and does what a sensible client does: repeats a request that was not answered. */
export class Customer {
  private constructor(
    private readonly shop: Shop,
    readonly id: string,
  ) {}

  /** Signs up, and waits until orders has heard of it. */
  static async signUp(shop: Shop, name = 'Ada Lovelace', email = 'ada@example.com'): Promise<Customer> {
    const { body } = await shop.users.post('/users', { name, email });
    const customer = new Customer(shop, body.id as string);
    await eventually('orders to hear of the new user', async () => {
      // Nothing else tells whom orders knows. It knows no such product, and says so only to people whom it knows.
      const { body: refusal } = await customer.tryToOrder([[randomUUID(), 1]]);
      return refusal.type === 'urn:problem:unknown-product';
    });
    return customer;
  }

  /** Orders, with the token of this customer. */
  private get orders(): HttpClient {
    return this.shop.orders.asCustomer(this.id);
  }

  tryToOrder(
    wishes: Wish[],
    { key = randomUUID(), token }: { key?: string; token?: string } = {},
  ): Promise<Answer> {
    const lines = wishes.map(([productId, quantity]) => ({ productId, quantity }));
    const payment = token === undefined ? {} : { payment: { method: 'card', token } };
    return this.orders.post('/orders', { userId: this.id, lines, ...payment }, { 'idempotency-key': key });
  }

  /** Orders, again and again with the same key until somebody answers. */
  async order(...wishes: Wish[]): Promise<string> {
    return this.orderWith(undefined, ...wishes);
  }

  /** The same with another card. */
  async orderWith(token: string | undefined, ...wishes: Wish[]): Promise<string> {
    const key = randomUUID();
    let last: Answer | undefined;
    const answer = await eventually('an order to be accepted', async () => {
      last = await this.tryToOrder(wishes, { key, ...(token !== undefined && { token }) });
      return last.status === 202 && last;
    }).catch((cause: unknown) => {
      throw new Error(`${String(cause)}; the last answer was ${JSON.stringify(last)}`, { cause });
    });
    return answer.body.id as string;
  }

  cancel(orderId: string): Promise<Answer> {
    return this.orders.post(`/orders/${orderId}/cancel`, { reason: 'Ordered by mistake' });
  }

  async see(orderId: string): Promise<OrderSeen> {
    const { status, body } = await this.orders.get(`/orders/${orderId}`);
    if (status !== 200) throw new Error(`GET /orders/${orderId} answered ${status}: ${JSON.stringify(body)}`);
    return body as OrderSeen;
  }

  untilDecided(orderId: string): Promise<OrderSeen> {
    return eventually(`order ${orderId} to be decided`, async () => {
      const order = await this.see(orderId);
      return !['pending', 'awaiting-payment'].includes(order.status) && order;
    });
  }
}

export interface StockSeen {
  productId: string;
  onHand: number;
  reserved: number;
  available: number;
  sold: number;
}

/** A new product with so many pieces on the shelf, which orders has heard of. */
export async function stocked(
  shop: Shop,
  onHand: number,
  { price = 1_000, reorderThreshold }: { price?: number; reorderThreshold?: number } = {},
): Promise<string> {
  const product = { sku: randomUUID(), name: 'Fountain pen', price: { amount: price, currency: 'EUR' } };
  const created = await shop.catalog.post('/products', product);
  if (created.status !== 201) throw new Error(`POST /products answered ${created.status}`);
  const productId = created.body.id as string;
  const { status } = await shop.inventory.put(`/stock/${productId}`, {
    onHand,
    ...(reorderThreshold !== undefined && { reorderThreshold }),
  });
  if (status !== 200) throw new Error(`PUT /stock/${productId} answered ${status}`);
  await eventually('orders to hear of the new product', async () => {
    const known = await shop.rows('orders', 'select 1 from known_products where id = $1', [productId]);
    return known.length > 0;
  });
  return productId;
}

export async function stockOf(shop: Shop, productId: string): Promise<StockSeen> {
  return (await shop.inventory.get(`/stock/${productId}`)).body as StockSeen;
}

/** Waits until the stock of a product has these values. */
export async function untilStock(shop: Shop, productId: string, expected: Partial<StockSeen>): Promise<void> {
  await eventually(`the stock to be ${JSON.stringify(expected)}`, async () => {
    expect(await stockOf(shop, productId)).toMatchObject(expected);
    return true;
  });
}
