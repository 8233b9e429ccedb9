import { randomUUID } from 'node:crypto';
import {
  Money,
  OrderCancelled,
  OrderConfirmed,
  OrderedLine,
  OrderRejected,
  PaymentFailed,
  PaymentRefunded,
  ProductCreated,
  StockRunningLow,
  SuspiciousActivityDetected,
  UserCreated,
} from '@warren/contracts';

const at = '2025-03-01T10:15:00.000Z';
const eur = (amount: number) => new Money({ amount, currency: 'EUR' });

export interface Customer {
  userId: string;
  name: string;
  email: string;
}

/** Nobody else has the address, so that a test finds its own mails. */
export function customer(name = 'Ada Lovelace'): Customer {
  const userId = randomUUID();
  return { userId, name, email: `${userId}@example.com` };
}

export const created = (user: Customer) => new UserCreated({ ...user });

const order = (userId: string) => ({
  orderId: randomUUID(),
  userId,
  lines: [
    new OrderedLine({ productId: randomUUID(), name: 'Fountain pen', quantity: 3, unitPrice: eur(1999) }),
  ],
  total: eur(5997),
  placedAt: at,
});

const payment = (userId: string) => ({
  paymentId: randomUUID(),
  orderId: randomUUID(),
  userId,
  amount: eur(5997),
});

export const confirmed = (userId: string) => new OrderConfirmed({ ...order(userId), confirmedAt: at });
export const rejected = (userId: string) =>
  new OrderRejected({ ...order(userId), reason: 'Too little stock', rejectedAt: at });
export const cancelled = (userId: string) =>
  new OrderCancelled({ ...order(userId), cause: 'customer', reason: 'Changed my mind', cancelledAt: at });
export const failed = (userId: string, code = 'card-declined') =>
  new PaymentFailed({ ...payment(userId), code, reason: 'No funds', failedAt: at });
export const refunded = (userId: string) =>
  new PaymentRefunded({ ...payment(userId), reason: 'The order was cancelled', refundedAt: at });
export const suspicious = (userId: string) =>
  new SuspiciousActivityDetected({
    userId,
    orderId: randomUUID(),
    kind: 'many-declines',
    description: '5 declines in an hour',
    detectedAt: at,
  });
export const productCreated = (name: string) =>
  new ProductCreated({ productId: randomUUID(), sku: 'PEN-1', name, price: eur(1999) });
export const runningLow = (productId: string) =>
  new StockRunningLow({ productId, available: 2, reorderThreshold: 5 });
