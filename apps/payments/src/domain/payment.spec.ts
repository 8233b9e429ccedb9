import { Payment } from './payment';
import { AmountNotPayable, ContradictingNews } from './payment.errors';

const at = (second: number) => new Date(Date.UTC(2025, 2, 1, 10, 0, second));
const details = {
  id: 'payment',
  orderId: 'order',
  userId: 'ada',
  amount: { amount: 1999, currency: 'EUR' },
  method: 'card',
  token: 'tok_success',
};
const request = () => Payment.request(details, at(0));
const typesOf = (payment: Payment) => payment.pullEvents().map(({ type }) => type);

describe('Payment', () => {
  it('keeps all that it has been, and when', () => {
    const payment = request();
    payment.authorize(at(1));
    payment.capture(at(2));
    payment.settle(at(3));
    payment.refund('The order was cancelled', at(4));
    expect(payment.snapshot().history).toEqual([
      { status: 'requested', at: at(0).toISOString() },
      { status: 'authorized', at: at(1).toISOString() },
      { status: 'captured', at: at(2).toISOString() },
      { status: 'settled', at: at(3).toISOString() },
      { status: 'refunded', at: at(4).toISOString(), detail: 'The order was cancelled' },
    ]);
    expect(typesOf(payment)).toEqual(['authorized', 'captured', 'settled', 'refunded']);
  });

  it('says why it failed, to people and to programs', () => {
    const payment = request();
    payment.fail('card-declined', 'insufficient funds', at(1));
    expect(payment.snapshot()).toMatchObject({ status: 'failed', declinedAt: at(1), capturedAt: null });
    expect(payment.pullEvents()).toEqual([
      {
        type: 'failed',
        code: 'card-declined',
        reason: 'insufficient funds',
        paymentId: 'payment',
        orderId: 'order',
        userId: 'ada',
        amount: details.amount,
        at: at(1),
      },
    ]);
  });

  it('learns from the news of the capture that it was authorised', () => {
    const payment = request();
    payment.capture(at(1));
    expect(typesOf(payment)).toEqual(['authorized', 'captured']);
  });

  it('takes no notice of news that it has heard before', () => {
    const payment = request();
    payment.capture(at(1));
    payment.refund('cancelled', at(2));
    const before = payment.snapshot();
    payment.pullEvents();
    payment.authorize(at(3));
    payment.capture(at(3));
    payment.settle(at(3));
    payment.refund('cancelled', at(3));
    expect(payment.snapshot()).toEqual(before);
    expect(typesOf(payment)).toEqual([]);
  });

  it.each([
    ['captured', (payment: Payment) => payment.capture(at(2))],
    ['settled', (payment: Payment) => payment.settle(at(2))],
    ['refunded', (payment: Payment) => payment.refund('?', at(2))],
  ])('cannot be %s once it has failed', (_, bringNews) => {
    const payment = request();
    payment.fail('order-cancelled', 'cancelled', at(1));
    expect(() => bringNews(payment)).toThrow(ContradictingNews);
    expect(payment.status).toBe('failed');
  });

  it('cannot fail once the money is taken', () => {
    const payment = request();
    payment.capture(at(1));
    expect(() => payment.fail('order-cancelled', 'cancelled', at(2))).toThrow(ContradictingNews);
  });

  it('is never over an amount that a number cannot hold exactly', () => {
    const amount = { amount: 2 ** 53, currency: 'EUR' };
    expect(() => Payment.request({ ...details, amount }, at(0))).toThrow(AmountNotPayable);
  });
});
