import { randomUUID } from 'node:crypto';
import { Money, OrderCancelled, OrderedLine, PaymentRequested } from '@warren/contracts';

const now = () => new Date().toISOString();
const euros = (amount: number) => new Money({ amount, currency: 'EUR' });

export type Wish = Partial<Omit<PaymentRequested, 'amount'>> & { amount?: number };

/** The event that orders publishes when an order is to be paid. */
export function paymentRequested({ amount = 1999, ...rest }: Wish = {}): PaymentRequested {
  return new PaymentRequested({
    orderId: randomUUID(),
    paymentId: randomUUID(),
    userId: randomUUID(),
    method: 'card',
    token: 'tok_success',
    requestedAt: now(),
    ...rest,
    amount: euros(amount),
  });
}

/** The event that orders publishes when it gives that order up. */
export function orderCancelled({ orderId, userId }: { orderId: string; userId: string }): OrderCancelled {
  const line = { productId: randomUUID(), name: 'Pen', quantity: 1, unitPrice: euros(1999) };
  return new OrderCancelled({
    orderId,
    userId,
    lines: [new OrderedLine(line)],
    total: euros(1999),
    cause: 'customer',
    reason: 'the customer changed their mind',
    placedAt: now(),
    cancelledAt: now(),
  });
}
