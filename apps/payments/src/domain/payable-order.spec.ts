import { PayableOrder } from './payable-order';
import { Payment } from './payment';

const now = new Date();
const details = {
  id: 'payment',
  orderId: 'order',
  userId: 'ada',
  amount: { amount: 500, currency: 'EUR' },
  method: 'card',
  token: 'tok_success',
};
const unknown = () => PayableOrder.restore({ orderId: 'order', cancellation: null });

describe('PayableOrder', () => {
  it('says what is next, from being asked for to captured', () => {
    const order = unknown();
    expect(order.nextStep).toBeUndefined();
    order.request(details, now);
    expect(order.nextStep).toEqual({
      call: 'authorize',
      paymentId: 'payment',
      amount: details.amount,
      token: 'tok_success',
    });
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

  it('hands the token of the card on to who authorises, and keeps it no longer than that takes', () => {
    const order = unknown();
    order.request(details, now);
    order.payment?.authorize(now);
    expect(order.payment?.snapshot().token).toBeNull();
    order.request({ ...details, token: 'tok_again' }, now);
    expect(order.nextStep).toMatchObject({ call: 'capture', token: null });
  });

  it('forgets the token when it is cancelled, and takes none afterwards', () => {
    const order = unknown();
    order.request(details, now);
    order.cancel('changed my mind', now);
    order.request({ ...details, token: 'tok_again' }, now);
    expect(order.nextStep).toMatchObject({ call: 'void', token: null });
    expect(order.payment?.snapshot().token).toBeNull();
  });

  it('takes the token from a request that is repeated when it has none yet', () => {
    const order = unknown();
    order.request(details, now);
    const payment = Payment.restore({ ...(order.payment as Payment).snapshot(), token: null });
    const begunBefore = PayableOrder.restore(order.snapshot(), payment);
    begunBefore.request({ ...details, token: 'tok_again' }, now);
    expect(begunBefore.nextStep).toMatchObject({ call: 'authorize', token: 'tok_again' });
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
