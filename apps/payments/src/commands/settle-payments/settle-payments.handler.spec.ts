import { PayableOrder } from '../../domain/payable-order';
import type { PayableOrdersInDatabase } from '../../persistence/payable-orders-in-database';
import type { PaymentProvider } from '../../provider/payment-provider';
import type { CapturedPayments } from './captured-payments';
import { SettlePaymentsHandler } from './settle-payments.handler';

const at = new Date('2025-03-01T10:15:00Z');

function capturedOrder(orderId: string): PayableOrder {
  const order = PayableOrder.restore({ orderId, cancellation: null });
  const amount = { amount: 500, currency: 'EUR' };
  const details = {
    id: `payment of ${orderId}`,
    orderId,
    userId: 'ada',
    amount,
    method: 'card',
    token: 'tok',
  };
  order.request(details, at);
  order.payment?.capture(at);
  order.pullEvents();
  return order;
}

/** Orders that were captured when they were looked up, as they are by the time they are to be changed. */
function handler(orders: PayableOrder[], { paidOut }: { paidOut: (id: string) => boolean }) {
  const looked = orders.map((order) => ({
    id: order.payment?.snapshot().id as string,
    orderId: order.snapshot().orderId,
  }));
  const captured: Pick<CapturedPayments, 'next'> = {
    next: (_limit, after) => Promise.resolve(after === undefined ? looked : []),
  };
  const idle = {
    changeIdle: <T>(ids: readonly string[], work: (order: PayableOrder) => T) =>
      Promise.resolve(orders.filter((order) => ids.includes(order.snapshot().orderId)).map(work)),
  };
  const provider = { paidOut: (ids: readonly string[]) => Promise.resolve(ids.filter(paidOut)) };
  return new SettlePaymentsHandler(
    captured as CapturedPayments,
    idle as unknown as PayableOrdersInDatabase,
    provider as unknown as PaymentProvider,
  );
}

const told = (order: PayableOrder) => order.pullEvents().map(({ type }) => type);

describe('SettlePaymentsHandler', () => {
  it('settles what the provider has paid out, and nothing else', async () => {
    const [paid, notYet] = [capturedOrder('paid'), capturedOrder('not yet')];
    const settle = handler([paid, notYet], { paidOut: (id) => id === 'payment of paid' });
    expect(await settle.execute()).toBe(1);
    expect([told(paid), told(notYet)]).toEqual([['settled'], []]);
  });

  it('leaves a payment alone that went back since it was looked up, and does not count it', async () => {
    const refunded = capturedOrder('refunded');
    refunded.payment?.refund('cancelled', at);
    refunded.pullEvents();
    expect(await handler([refunded], { paidOut: () => true }).execute()).toBe(0);
    expect(told(refunded)).toEqual([]);
  });

  it('does the same where another replica was first', async () => {
    const settled = capturedOrder('settled');
    settled.payment?.settle(at);
    settled.pullEvents();
    expect(await handler([settled], { paidOut: () => true }).execute()).toBe(0);
  });

  it('goes on with the others where one is not what it was, whatever that is', async () => {
    const [failed, paid] = [
      PayableOrder.restore({ orderId: 'none', cancellation: null }),
      capturedOrder('paid'),
    ];
    expect(await handler([failed, paid], { paidOut: () => true }).execute()).toBe(1);
    expect(told(paid)).toEqual(['settled']);
  });
});
