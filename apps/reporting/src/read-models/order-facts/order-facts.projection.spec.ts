import {
  Money,
  OrderCancelled,
  OrderConfirmed,
  OrderedLine,
  OrderPlaced,
  OrderRejected,
} from '@warren/contracts';
import { OrderFactsProjection } from './order-facts.projection';

const content = (price = 1999) => ({
  orderId: '0190c5d2-9b41-7f08-8a11-3c9e5d7b0002',
  userId: '0190c5d2-7a10-7c3e-9f00-6d2b1f5a0001',
  lines: [
    new OrderedLine({
      productId: '0190c5d2-1111-7abc-8def-1a2b3c4d0003',
      name: 'Fountain pen, blue',
      quantity: 3,
      unitPrice: new Money({ amount: price, currency: 'EUR' }),
    }),
  ],
  total: new Money({ amount: 5997, currency: 'EUR' }),
  placedAt: '2025-03-01T10:15:00.000Z',
});
const later = '2025-03-01T10:15:02.000Z';
const projection = new OrderFactsProjection();
const open = projection.placed(undefined, new OrderPlaced(content()));

describe('OrderFactsProjection', () => {
  it('begins with an open order', () => {
    expect(open).toEqual({
      id: content().orderId,
      status: 'open',
      placedAt: new Date('2025-03-01T10:15:00.000Z'),
      confirmedAt: null,
      lines: content().lines,
      cause: null,
      reason: null,
    });
  });

  it('keeps when it was confirmed, why it was cancelled, and why it was rejected', () => {
    const confirmed = new OrderConfirmed({ ...content(), confirmedAt: later });
    expect(projection.confirmed(open, confirmed)).toEqual({
      ...open,
      status: 'confirmed',
      confirmedAt: new Date(later),
    });
    const cancelled = new OrderCancelled({
      ...content(),
      cause: 'customer',
      reason: 'No',
      cancelledAt: later,
    });
    expect(projection.cancelled(open, cancelled)).toEqual({
      ...open,
      status: 'cancelled',
      cause: 'customer',
    });
    const rejected = new OrderRejected({ ...content(), reason: 'Too little stock', rejectedAt: later });
    expect(projection.rejected(open, rejected)).toEqual({
      ...open,
      status: 'rejected',
      reason: 'Too little stock',
    });
  });

  it('takes a line whose sum is larger than any number in JavaScript, but no number that was rounded', () => {
    const most = Number.MAX_SAFE_INTEGER;
    expect(projection.placed(undefined, new OrderPlaced(content(most))).lines[0]?.unitPrice.amount).toBe(
      most,
    );
    const rounded = new OrderPlaced(content(most + 1));
    expect(() => projection.placed(undefined, rounded)).toThrow(
      /numbers above 9007199254740991 are not exact/,
    );
  });
});
