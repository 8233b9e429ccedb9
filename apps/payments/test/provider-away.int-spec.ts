import { eventually } from '@warren/eventing/testing';
import { GuardedProvider } from '../src/provider/guarded-provider';
import { PaymentProvider } from '../src/provider/payment-provider';
import { SimulatedProvider } from '../src/provider/simulated/simulated-provider';
import { orderCancelled, paymentRequested } from './support/order-events';
import { PaymentsUnderTest } from './support/payments-under-test';

jest.setTimeout(120_000);

let payments: PaymentsUnderTest;

beforeAll(async () => {
  payments = await PaymentsUnderTest.start({
    BREAKER_FEWEST_CALLS: '2',
    BREAKER_OPEN_FOR: '300ms',
    SETTLE_EVERY: '50ms',
    // The fewest there can be: however many orders wait for the provider, none of them keeps one.
    DATABASE_POOL_SIZE: '2',
  });
});

afterEach(() => jest.restoreAllMocks());

afterAll(() => payments.stop());

const isOpen = () => payments.service.app.get<GuardedProvider>(PaymentProvider).isOpen('authorize');

/** Until the mocks are restored nobody gets an answer. */
function unplug(): void {
  const provider = payments.service.app.get(SimulatedProvider);
  for (const call of ['authorize', 'capture', 'void', 'refund', 'paidOut'] as const) {
    jest.spyOn(provider, call).mockRejectedValue(new Error('connect ECONNREFUSED 203.0.113.7:443'));
  }
}

describe('while the provider is away', () => {
  it('the breaker opens, requests and cancellations wait, and all comes about when it is back', async () => {
    const [cancelledLater, lucky] = [paymentRequested(), paymentRequested()];
    await payments.hear(cancelledLater);
    unplug();
    const unlucky = paymentRequested();
    const more = [paymentRequested(), paymentRequested()];
    const handled = payments.hear(
      lucky,
      ...more,
      unlucky,
      orderCancelled(unlucky),
      orderCancelled(cancelledLater),
    );
    await eventually('the breaker to open', isOpen);
    await eventually('the marks', async () => {
      const rows = await payments.service.query('select from payable_orders where cancelled_at is not null');
      return rows.length === 2;
    });
    expect(await payments.life(lucky.paymentId)).toEqual([]);
    // Requests over HTTP go on.
    expect(await payments.payment(lucky.paymentId)).toMatchObject({ status: 'requested' });
    jest.restoreAllMocks();
    await handled;
    await eventually('the breaker to close', () => !isOpen());
    expect((await payments.life(lucky.paymentId)).slice(0, 2)).toEqual(['authorized', 'successful']);
    expect(await payments.life(unlucky.paymentId)).toEqual(['failed']);
    expect(['voided', undefined]).toContain(await payments.charge(unlucky.paymentId));
    expect((await payments.life(cancelledLater.paymentId)).at(-1)).toBe('refunded');
    expect(await payments.charge(cancelledLater.paymentId)).toBe('refunded');
    const [provider, told] = await payments.books();
    expect(provider).toBe(told);
  });
});

describe('the schedule', () => {
  it('settles what was captured, by itself and once', async () => {
    const request = paymentRequested();
    await payments.hear(request);
    await payments.untilIs(request.paymentId, 'settled');
    const another = paymentRequested();
    await payments.hear(another);
    await payments.untilIs(another.paymentId, 'settled');
    expect(await payments.life(request.paymentId)).toEqual(['authorized', 'successful', 'settled']);
  });

  it('goes on after runs that failed', async () => {
    const paidOut = jest
      .spyOn(payments.service.app.get(SimulatedProvider), 'paidOut')
      .mockRejectedValue(new Error('connect ECONNREFUSED 203.0.113.7:443'));
    const request = paymentRequested();
    await payments.hear(request);
    await eventually('runs to fail', () => paidOut.mock.calls.length >= 2);
    expect((await payments.payment(request.paymentId))?.status).toBe('captured');
    paidOut.mockRestore();
    await payments.untilIs(request.paymentId, 'settled');
  });
});
