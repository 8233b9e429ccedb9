import { Order } from './order';
import { NoCardToPayWith, OrderAlreadyDecided } from './order.errors';

const lines = [{ productId: 'pen', name: 'Pen', quantity: 2, unitPrice: { amount: 300, currency: 'EUR' } }];
const card = { method: 'card', token: 'tok_success' } as const;
const [placedAt, decidedAt] = [new Date('2025-03-01T10:00:00Z'), new Date('2025-03-01T10:00:01Z')];
const place = () => Order.place('order', { userId: 'ada', lines, payment: card }, placedAt);
const content = { orderId: 'order', userId: 'ada', lines, total: { amount: 600, currency: 'EUR' }, placedAt };
const awaitingPayment = () => {
  const order = Order.restore(place().snapshot());
  order.requestPayment('payment', decidedAt);
  order.pullEvents();
  return order;
};

const verdicts: [string, (order: Order) => void, object][] = [
  ['confirmed', (order) => order.confirm(decidedAt), {}],
  ['rejected', (order) => order.reject('no pens left', decidedAt), { reason: 'no pens left' }],
  [
    'cancelled',
    (order) => order.cancel('customer', 'changed my mind', decidedAt),
    { cause: 'customer', reason: 'changed my mind' },
  ],
];

describe('Order', () => {
  it('is pending when it is placed, with its total', () => {
    const order = place();
    expect(order.snapshot()).toMatchObject({
      status: 'pending',
      total: content.total,
      placedAt,
      decidedAt: null,
    });
    expect(order.pullEvents()).toEqual([{ type: 'placed', ...content, at: placedAt }]);
  });

  it('asks for its payment once', () => {
    const order = Order.restore(place().snapshot());
    order.requestPayment('payment', decidedAt);
    order.requestPayment('another', decidedAt);
    expect(order.snapshot()).toMatchObject({ status: 'awaiting-payment', decidedAt: null });
    expect(order.pullEvents()).toEqual([
      { type: 'awaiting-payment', ...content, at: decidedAt },
      { type: 'payment-requested', ...content, paymentId: 'payment', card, at: decidedAt },
    ]);
  });

  it('forgets the card once its payment was asked for, and once it never will be', () => {
    const [asked, cancelled] = [Order.restore(place().snapshot()), Order.restore(place().snapshot())];
    expect(asked.snapshot().payment).toEqual(card);
    asked.requestPayment('payment', decidedAt);
    cancelled.cancel('customer', 'changed my mind', decidedAt);
    for (const order of [asked, cancelled])
      expect(order.snapshot().payment).toEqual({ method: 'card', token: null });
  });

  it('does not ask for a payment without a card', () => {
    const cardless = { ...place().snapshot(), payment: { method: 'card', token: null } as const };
    expect(() => Order.restore(cardless).requestPayment('payment', decidedAt)).toThrow(NoCardToPayWith);
  });

  it.each(verdicts)(
    'can be %s while it is pending, and while it awaits its payment',
    (status, decide, told) => {
      for (const order of [Order.restore(place().snapshot()), awaitingPayment()]) {
        decide(order);
        expect(order.snapshot()).toMatchObject({ status, decidedAt });
        expect(order.isDecided).toBe(true);
        expect(order.pullEvents()).toEqual([{ type: status, ...content, ...told, at: decidedAt }]);
      }
    },
  );

  it.each(verdicts)('is decided once: %s it stays', (status, decide) => {
    const order = awaitingPayment();
    decide(order);
    order.pullEvents();
    for (const [, again] of verdicts) expect(() => again(order)).toThrow(OrderAlreadyDecided);
    expect(() => order.requestPayment('payment', decidedAt)).toThrow(OrderAlreadyDecided);
    expect(order.snapshot().status).toBe(status);
    expect(order.pullEvents()).toEqual([]);
  });
});
