import { OrderConfirmed, OrderPlaced, OrderRejected, PlacedLine } from '@warren/contracts';
import { OrderDetailsProjection } from './order-details.projection';

const orderId = '0190c5d2-9b41-7f08-8a11-3c9e5d7b0002';
const userId = '0190c5d2-7a10-7c3e-9f00-6d2b1f5a0001';
const lines = [new PlacedLine({ productId: '0190c5d2-1111-7abc-8def-1a2b3c4d0003', quantity: 3 })];
const [placedAt, decidedAt] = ['2025-03-01T10:15:00.000Z', '2025-03-01T10:15:00.120Z'];

const projection = new OrderDetailsProjection();
const pending = projection.placed(undefined, new OrderPlaced({ orderId, userId, lines, placedAt }));

describe('OrderDetailsProjection', () => {
  it('begins with a pending order', () => {
    expect(pending).toEqual({
      id: orderId,
      userId,
      status: 'pending',
      lines,
      history: [{ status: 'pending', at: placedAt }],
      reason: null,
    });
  });

  it('adds the confirmation to its history', () => {
    expect(
      projection.confirmed(pending, new OrderConfirmed({ orderId, userId, confirmedAt: decidedAt })),
    ).toEqual({
      ...pending,
      status: 'confirmed',
      history: [
        { status: 'pending', at: placedAt },
        { status: 'confirmed', at: decidedAt },
      ],
    });
  });

  it('adds the rejection and its reason', () => {
    const event = new OrderRejected({ orderId, userId, reason: 'too little stock', rejectedAt: decidedAt });
    expect(projection.rejected(pending, event)).toEqual({
      ...pending,
      status: 'rejected',
      reason: 'too little stock',
      history: [
        { status: 'pending', at: placedAt },
        { status: 'rejected', at: decidedAt },
      ],
    });
  });

  it('leaves the row it was given alone', () => {
    const frozen = Object.freeze({ ...pending, history: Object.freeze([...pending.history]) });
    const event = new OrderConfirmed({ orderId, userId, confirmedAt: decidedAt });
    expect(() => projection.confirmed(frozen, event)).not.toThrow();
    expect(frozen.status).toBe('pending');
  });
});
