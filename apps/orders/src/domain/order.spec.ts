import { Order } from './order';
import { OrderAlreadyDecided } from './order.errors';

const lines = [{ productId: 'pen', quantity: 2 }];
const [placed, decided] = [new Date('2025-03-01T10:00:00Z'), new Date('2025-03-01T10:00:01Z')];
const place = () => Order.place('order', 'ada', lines, placed);

describe('Order', () => {
  it('is pending when it is placed', () => {
    const order = place();
    expect(order.snapshot()).toMatchObject({
      status: 'pending',
      placedAt: placed,
      decidedAt: null,
      reason: null,
    });
    expect(order.pullEvents()).toEqual([
      { type: 'placed', orderId: 'order', userId: 'ada', lines, at: placed },
    ]);
  });

  it('can be confirmed', () => {
    const order = Order.restore(place().snapshot());
    order.confirm(decided);
    expect(order.snapshot()).toMatchObject({ status: 'confirmed', decidedAt: decided, reason: null });
    expect(order.pullEvents()).toEqual([{ type: 'confirmed', orderId: 'order', userId: 'ada', at: decided }]);
  });

  it('can be rejected, with a reason', () => {
    const order = Order.restore(place().snapshot());
    order.reject('no pens left', decided);
    expect(order.snapshot()).toMatchObject({
      status: 'rejected',
      decidedAt: decided,
      reason: 'no pens left',
    });
    expect(order.pullEvents()).toEqual([
      { type: 'rejected', orderId: 'order', userId: 'ada', reason: 'no pens left', at: decided },
    ]);
  });

  it.each([
    ['confirmed', (order: Order) => order.confirm(decided)],
    ['rejected', (order: Order) => order.reject('no pens left', decided)],
  ])('is decided once: %s it stays', (status, decide) => {
    const order = place();
    decide(order);
    order.pullEvents();
    expect(() => order.confirm(decided)).toThrow(OrderAlreadyDecided);
    expect(() => order.reject('changed my mind', decided)).toThrow(OrderAlreadyDecided);
    expect(order.snapshot().status).toBe(status);
    expect(order.pullEvents()).toEqual([]);
  });
});
