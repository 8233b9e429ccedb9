import { randomUUID } from 'node:crypto';
import {
  Money,
  OrderAwaitingPayment,
  OrderCancelled,
  OrderConfirmed,
  OrderedLine,
  OrderPlaced,
} from '@warren/contracts';

export type Wish = [productId: string, quantity: number];

/** What every event of an order carries. */
function contentOf(orderId: string, wishes: readonly Wish[]) {
  const unitPrice = new Money({ amount: 1999, currency: 'EUR' });
  const lines = wishes.map(
    ([productId, quantity]) => new OrderedLine({ productId, name: 'Fountain pen', quantity, unitPrice }),
  );
  const amount = wishes.reduce((sum, [, quantity]) => sum + quantity * unitPrice.amount, 0);
  const now = new Date().toISOString();
  const total = new Money({ amount, currency: 'EUR' });
  return { content: { orderId, userId: randomUUID(), lines, total, placedAt: now }, now };
}

export function orderPlaced(orderId: string, ...wishes: Wish[]): OrderPlaced {
  return new OrderPlaced(contentOf(orderId, wishes).content);
}

export function orderAwaitingPayment(orderId: string, ...wishes: Wish[]): OrderAwaitingPayment {
  const { content, now } = contentOf(orderId, wishes);
  return new OrderAwaitingPayment({ ...content, requestedAt: now });
}

export function orderConfirmed(orderId: string, ...wishes: Wish[]): OrderConfirmed {
  const { content, now } = contentOf(orderId, wishes);
  return new OrderConfirmed({ ...content, confirmedAt: now });
}

export function orderCancelled(orderId: string, ...wishes: Wish[]): OrderCancelled {
  const { content, now } = contentOf(orderId, wishes);
  const why = { cause: 'customer' as const, reason: 'Changed their mind', cancelledAt: now };
  return new OrderCancelled({ ...content, ...why });
}
