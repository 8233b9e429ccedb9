import { PayableOrder } from './payable-order';

const now = new Date();
const details = {
  id: 'payment',
  orderId: 'order',
  userId: 'ada',
  amount: { amount: 500, currency: 'EUR' },
  method: 'card',
};
const unknown = () => PayableOrder.restore({ orderId: 'order', cancellation: null });

describe('PayableOrder', () => {
  it('says what is next, from being asked for to captured', () => {
    const order = unknown();
    expect(order.nextStep).toBeUndefined();
    order.request(details, now);
    expect(order.nextStep).toEqual({ call: 'authorize', paymentId: 'payment', amount: details.amount });
    order.payment?.authorize(now);
    expect(order.nextStep?.call).toBe('capture');
    order.payment?.capture(now);
    expect(order.nextStep).toBeUndefined();
  });

  it('has one payment, whoever asks for a second', () => {
    const order = unknown();
    order.request(details, now);
    order.request({ ...details, id: 'another', amount: { amount: 1, currency: 'EUR' } }, now);
    expect(order.payment?.snapshot()).toMatchObject({ id: 'payment', amount: details.amount });
  });

  it.each([
    ['requested', 'void'],
    ['authorized', 'void'],
    ['captured', 'refund'],
    ['settled', 'refund'],
  ])('gives a payment that is %s back when it is cancelled: %s', (status, call) => {
    const order = unknown();
    order.request(details, now);
    if (status !== 'requested') order.payment?.authorize(now);
    if (status === 'captured' || status === 'settled') order.payment?.capture(now);
    if (status === 'settled') order.payment?.settle(now);
    order.cancel('changed my mind', now);
    expect(order.payment?.status).toBe(status);
    expect(order.nextStep?.call).toBe(call);
  });

  it('lets the payment of a cancelled order fail without asking the provider', () => {
    const order = unknown();
    order.cancel('changed my mind', now);
    order.request(details, now);
    expect(order.nextStep).toBeUndefined();
    expect(order.pullEvents()).toMatchObject([
      { type: 'failed', code: 'order-cancelled', reason: 'The order was cancelled: changed my mind' },
    ]);
  });

  it('remembers the first cancellation', () => {
    const order = unknown();
    order.cancel('first', now);
    order.cancel('second', now);
    expect(order.snapshot().cancellation?.reason).toBe('first');
  });
});
