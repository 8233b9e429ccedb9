import {
  OrderAwaitingPayment,
  OrderCancelled,
  OrderConfirmed,
  OrderPlaced,
  OrderRejected,
  PaymentFailed,
  PaymentSuccessful,
  StockAllocated,
  StockRejected,
  StockReleased,
  StockReserved,
} from '@warren/contracts';

// The events of one order, for tests that care about one or two of their fields.

export const orderId = '0190c5d2-9b41-7f08-8a11-3c9e5d7b0002';
export const userId = '0190c5d2-7a10-7c3e-9f00-6d2b1f5a0001';
export const productId = '0190c5d2-1111-7abc-8def-1a2b3c4d0003';
export const paymentId = '0190c5d2-a0c1-7d10-9b22-4d0f6e8c0004';
export const placedAt = '2025-03-01T10:15:00.000Z';
export const askedAt = '2025-03-01T10:15:00.120Z';
export const decidedAt = '2025-03-01T10:15:01.000Z';

export const total = { amount: 600, currency: 'EUR' };
export const lines = [{ productId, name: 'Pen', quantity: 3, unitPrice: { amount: 200, currency: 'EUR' } }];
const reserved = [{ productId, quantity: 3 }];
const content = { orderId, userId, lines, total, placedAt };
const payment = { paymentId, orderId, userId, amount: total };

export const orderPlaced = (fields: Partial<OrderPlaced> = {}) => new OrderPlaced({ ...content, ...fields });

export const orderAwaitingPayment = () => new OrderAwaitingPayment({ ...content, requestedAt: askedAt });

export const orderConfirmed = () => new OrderConfirmed({ ...content, confirmedAt: decidedAt });

export const orderRejected = (reason = 'too little stock') =>
  new OrderRejected({ ...content, reason, rejectedAt: decidedAt });

export const orderCancelled = (reason = 'a whim') =>
  new OrderCancelled({ ...content, cause: 'customer', reason, cancelledAt: decidedAt });

/** Until in an hour, if nothing else is said. */
export const stockReserved = (expiresAt = new Date(Date.now() + 3_600_000)) =>
  new StockReserved({ orderId, lines: reserved, expiresAt: expiresAt.toISOString() });

export const stockAllocated = () => new StockAllocated({ orderId, lines: reserved });

export const stockRejected = (reason = 'too little stock') =>
  new StockRejected({ orderId, reason, shortLines: [{ productId, requested: 3, available: 1 }] });

export const stockReleased = (cause: StockReleased['cause']) =>
  new StockReleased({ orderId, lines: reserved, cause, releasedAt: decidedAt });

export const paymentSuccessful = () => new PaymentSuccessful({ ...payment, capturedAt: decidedAt });

export const paymentFailed = (reason = 'no funds') =>
  new PaymentFailed({ ...payment, code: 'card-declined', reason, failedAt: decidedAt });
