import { randomUUID } from 'node:crypto';
import { eventually } from '@warren/eventing/testing';
import { tablesHolding } from '@warren/platform/testing';
import { SettlePaymentsHandler } from '../src/commands/settle-payments/settle-payments.handler';
import { orderCancelled, paymentRequested, type Wish } from './support/order-events';
import { PaymentsUnderTest } from './support/payments-under-test';

jest.setTimeout(120_000);

let payments: PaymentsUnderTest;

beforeAll(async () => {
  payments = await PaymentsUnderTest.start();
});

afterAll(() => payments.stop());

async function requested(wish: Wish = {}) {
  const request = paymentRequested(wish);
  await payments.others.say(request);
  return request;
}

async function captured(wish: Wish = {}) {
  const request = await requested(wish);
  await payments.untilIs(request.paymentId, 'captured');
  return request;
}

const statusesOf = async (paymentId: string) =>
  (await payments.payment(paymentId))?.history.map(({ status }) => status);

/** The messages of this payment that nobody could handle. */
const parked = (paymentId: string) =>
  payments.service.query<{ reason: string; error_message: string }>(
    'select reason, error_message from eventing.dead_letters where partition_key = $1',
    [`payment-request/${paymentId}`],
  );

describe('a payment', () => {
  it('is authorised and captured, which others are told', async () => {
    const { paymentId, orderId, userId } = await captured({ amount: 2500 });
    const content = { paymentId, orderId, userId, amount: { amount: 2500, currency: 'EUR' } };
    const told = await payments.told(`payment/${paymentId}`);
    expect(told).toMatchObject([
      { type: 'payments.payment-authorized.v1', data: content },
      { type: 'payments.payment-successful.v1', data: content },
    ]);
    expect(new Set(told.map(({ correlationid }) => correlationid)).size).toBe(1);
    expect(await payments.charge(paymentId)).toBe('captured');
  });

  it.each([
    ['tok_declined', 'There are insufficient funds on the card.'],
    ['tok_of_nobody', 'The card is not known to the provider.'],
  ])('with %s fails with a code and a reason', async (token, reason) => {
    const { paymentId } = await requested({ token });
    await payments.untilIs(paymentId, 'failed');
    expect(await payments.told(`payment/${paymentId}`)).toMatchObject([
      { type: 'payments.payment-failed.v1', data: { code: 'card-declined', reason } },
    ]);
    expect((await payments.payment(paymentId))?.history).toMatchObject([
      { status: 'requested' },
      { status: 'failed', detail: reason },
    ]);
  });

  it('is taken once by a provider that fails every other time', async () => {
    const { paymentId } = await captured({ token: 'tok_flaky' });
    expect(await payments.life(paymentId)).toEqual(['authorized', 'successful']);
  });

  it('is one, however often it is asked for, under whatever id', async () => {
    const request = paymentRequested();
    const again = { ...request, amount: request.amount.amount };
    const others = [paymentRequested(again), paymentRequested({ ...again, paymentId: randomUUID() })];
    await payments.others.say(request);
    await payments.hear(...others, paymentRequested(again));
    await payments.hear(paymentRequested(again));
    expect(await payments.life(request.paymentId)).toEqual(['authorized', 'successful']);
    const { body } = await payments.service.get(`/payments?orderId=${request.orderId}`);
    expect(body.payments).toMatchObject([{ id: request.paymentId, status: 'captured' }]);
    expect(await payments.charge(others[1]?.paymentId ?? '')).toBeUndefined();
  });

  it('is the same payment in whatever case its ids are written', async () => {
    const request = paymentRequested();
    const ids = { orderId: request.orderId.toUpperCase(), paymentId: request.paymentId.toUpperCase() };
    await requested({ ...request, ...ids, amount: 100 });
    await payments.untilIs(request.paymentId, 'captured');
    await payments.others.say(orderCancelled(request));
    await payments.untilIs(request.paymentId, 'refunded');
    expect(await payments.life(request.paymentId)).toEqual(['authorized', 'successful', 'refunded']);
  });

  it('keeps the token of the card nowhere, and tells it to nobody', async () => {
    const token = `tok_${randomUUID()}`;
    const { paymentId } = await requested({ token });
    await payments.untilIs(paymentId, 'failed');
    expect(await tablesHolding(payments.service.databaseUrl, token)).toEqual([]);
  });
});

describe('an order that is cancelled', () => {
  it('before its payment is asked for: it fails, and the provider never hears of it', async () => {
    const request = paymentRequested();
    await payments.hear(orderCancelled(request));
    await payments.hear(request);
    expect(await payments.told(`payment/${request.paymentId}`)).toMatchObject([
      { type: 'payments.payment-failed.v1', data: { code: 'order-cancelled' } },
    ]);
    expect(await payments.charge(request.paymentId)).toBeUndefined();
  });

  it('while the provider does not answer: what it may have done is given up, and a later try takes nothing', async () => {
    const request = paymentRequested({ token: 'tok_timeout' });
    const { paymentId } = request;
    const tries = payments.hear(request);
    await eventually('the provider to authorise without a word', async () => {
      return (await payments.charge(paymentId)) === 'authorized';
    });
    expect(await statusesOf(paymentId)).toEqual(['requested']);
    await payments.hear(orderCancelled(request));
    expect(await payments.charge(paymentId)).toBe('voided');
    await tries;
    expect(await payments.told(`payment/${paymentId}`)).toMatchObject([
      { type: 'payments.payment-failed.v1', data: { code: 'order-cancelled' } },
    ]);
    expect(await payments.charge(paymentId)).toBe('voided');
  });

  it.each(['tok_success', 'tok_flaky'])('after it was paid with %s: it is refunded, once', async (token) => {
    const request = await captured({ token });
    await payments.hear(orderCancelled(request), orderCancelled(request));
    await payments.hear(orderCancelled(request));
    expect(await payments.life(request.paymentId)).toEqual(['authorized', 'successful', 'refunded']);
    expect(await payments.charge(request.paymentId)).toBe('refunded');
  });

  it('after it was settled: it is refunded', async () => {
    const request = await captured();
    expect(await payments.service.app.get(SettlePaymentsHandler).execute()).toBeGreaterThan(0);
    await payments.untilIs(request.paymentId, 'settled');
    await payments.others.say(orderCancelled(request));
    await payments.untilIs(request.paymentId, 'refunded');
    expect(await payments.life(request.paymentId)).toEqual([
      'authorized',
      'successful',
      'settled',
      'refunded',
    ]);
    expect(await statusesOf(request.paymentId)).toEqual([
      'requested',
      'authorized',
      'captured',
      'settled',
      'refunded',
    ]);
  });

  it('after its payment was declined: nothing is left to do', async () => {
    const request = await requested({ token: 'tok_declined' });
    await payments.untilIs(request.paymentId, 'failed');
    await payments.hear(orderCancelled(request));
    expect(await payments.life(request.paymentId)).toEqual(['failed']);
  });
});

describe('a payment that is captured', () => {
  it('is not settled once its order is cancelled: it is about to go back', async () => {
    const { orderId, paymentId } = await captured();
    const cancelled =
      'update payable_orders set cancelled_at = now(), cancel_reason = $2 where order_id = $1';
    await payments.service.query(cancelled, [orderId, 'a whim, of which the provider has not heard yet']);
    const other = await captured();
    await payments.service.app.get(SettlePaymentsHandler).execute();
    expect(await statusesOf(other.paymentId)).toContain('settled');
    expect(await statusesOf(paymentId)).toEqual(['requested', 'authorized', 'captured']);
  });

  it('is settled by a service that has just been started, though it settles only once an hour', async () => {
    const { paymentId } = await captured();
    const replica = await payments.service.startReplica();
    await payments.untilIs(paymentId, 'settled');
    await replica.stop();
  });
});

describe('what makes no sense', () => {
  it('is parked: the payment of one order asked for by another', async () => {
    const { paymentId, orderId } = await captured();
    const other = await requested({ paymentId });
    const [letter] = await eventually('the dead letter', async () => {
      const letters = await parked(other.paymentId);
      return letters.length > 0 && letters;
    });
    expect(letter).toMatchObject({ reason: 'permanent', error_message: expect.stringContaining(paymentId) });
    const { body } = await payments.service.get(`/payments/${paymentId}`);
    expect(body).toMatchObject({ orderId, status: 'captured' });
  });

  it('is parked: an amount that cannot be kept exactly', async () => {
    const { paymentId } = await requested({ amount: 2 ** 60 });
    await eventually('the dead letter', async () => (await parked(paymentId)).length > 0);
    expect((await parked(paymentId))[0]).toMatchObject({ reason: 'permanent' });
    expect(await payments.charge(paymentId)).toBeUndefined();
  });

  it('is the only thing of which the token is kept: for whoever sends the message round again', async () => {
    const token = `tok_${randomUUID()}`;
    const { paymentId } = await requested({ amount: 2 ** 60, token });
    await eventually('the dead letter', async () => (await parked(paymentId)).length > 0);
    expect(await tablesHolding(payments.service.databaseUrl, token)).toEqual(['eventing.dead_letters']);
  });
});

describe('GET /payments', () => {
  it("shows the whole life of an order's payment", async () => {
    const { orderId, paymentId, userId } = await captured({ amount: 700 });
    const { status, body } = await payments.service.get(`/payments?orderId=${orderId.toUpperCase()}`);
    const at = expect.stringMatching(/^\d{4}-.*Z$/);
    const payment = {
      id: paymentId,
      orderId,
      userId,
      amount: { amount: 700, currency: 'EUR' },
      method: 'card',
      status: 'captured',
      history: [
        { status: 'requested', at },
        { status: 'authorized', at },
        { status: 'captured', at },
      ],
    };
    expect({ status, body }).toEqual({ status: 200, body: { payments: [payment] } });
    expect((await payments.service.get(`/payments/${paymentId}`)).body).toEqual(payment);
  });

  it('knows no payment that nobody asked for', async () => {
    expect((await payments.service.get(`/payments?orderId=${randomUUID()}`)).body).toEqual({ payments: [] });
    const { status, body } = await payments.service.get(`/payments/${randomUUID()}`);
    expect({ status, type: body.type }).toEqual({ status: 404, type: 'urn:problem:payment-not-found' });
  });

  it.each(['/payments', '/payments?orderId=', '/payments?orderId=7', '/payments?user=ada', '/payments/7'])(
    'refuses %s',
    async (path) => {
      const { status, body } = await payments.service.get(path);
      expect({ status, type: body.type }).toEqual({ status: 400, type: 'urn:problem:invalid-request' });
    },
  );
});

describe('the books', () => {
  it('of the provider and of the events agree', async () => {
    const [provider, events] = await payments.books();
    expect(provider).toBe(events);
    expect(provider).toBeGreaterThan(0);
  });
});
