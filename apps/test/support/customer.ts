import { randomUUID } from 'node:crypto';
import { eventually, type Answer } from '@warren/platform/testing';
import type { Shop } from './shop';

export interface OrderSeen {
  id: string;
  status: 'pending' | 'confirmed' | 'rejected';
  customer: { id: string; name: string };
  history: { status: string; at: string }[];
  reason?: string;
}

/** Somebody who shops over HTTP, and does what a sensible client does: repeats a request that was not answered. */
export class Customer {
  private constructor(
    private readonly shop: Shop,
    readonly id: string,
  ) {}

  /** Signs up, and waits until orders has heard of it. */
  static async signUp(shop: Shop, name = 'Ada Lovelace'): Promise<Customer> {
    const { body } = await shop.users.post('/users', { name, email: 'ada@example.com' });
    const customer = new Customer(shop, body.id as string);
    await eventually('orders to hear of the new user', async () => {
      // Nothing else tells whom orders knows. Of this product there is none, so the order changes nothing.
      return (await customer.tryToOrder([[randomUUID(), 1]])).status === 202;
    });
    return customer;
  }

  tryToOrder(lines: [productId: string, quantity: number][], key: string = randomUUID()): Promise<Answer> {
    const wish = { userId: this.id, lines: lines.map(([productId, quantity]) => ({ productId, quantity })) };
    return this.shop.orders.post('/orders', wish, { 'idempotency-key': key });
  }

  /** Orders, again and again with the same key until somebody answers. */
  async order(...lines: [productId: string, quantity: number][]): Promise<string> {
    const key = randomUUID();
    const answer = await eventually('an order to be accepted', async () => {
      const attempt = await this.tryToOrder(lines, key);
      return attempt.status === 202 && attempt;
    });
    return answer.body.id as string;
  }

  async see(orderId: string): Promise<OrderSeen> {
    const { status, body } = await this.shop.orders.get(`/orders/${orderId}`);
    if (status !== 200) throw new Error(`GET /orders/${orderId} answered ${status}: ${JSON.stringify(body)}`);
    return body as OrderSeen;
  }

  untilDecided(orderId: string): Promise<OrderSeen> {
    return eventually(`order ${orderId} to be decided`, async () => {
      const order = await this.see(orderId);
      return order.status !== 'pending' && order;
    });
  }
}

/** A new product with so many pieces on the shelf. */
export async function stocked(shop: Shop, onHand: number): Promise<string> {
  const productId = randomUUID();
  const { status } = await shop.inventory.put(`/stock/${productId}`, { onHand });
  if (status !== 200) throw new Error(`PUT /stock/${productId} answered ${status}`);
  return productId;
}
