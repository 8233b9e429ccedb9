import { randomUUID } from 'node:crypto';
import { orderCancelled, paymentRequested } from './support/order-events';
import { PaymentsUnderTest } from './support/payments-under-test';

jest.setTimeout(120_000);

let payments: PaymentsUnderTest;

beforeAll(async () => {
  payments = await PaymentsUnderTest.start();
});

afterAll(() => payments.stop());

const suspicions = async (userId: string) => (await payments.told(`payer/${userId}`)).map(({ data }) => data);
const pays = (userId: string, ...amounts: number[]) =>
  payments.hear(...amounts.map((amount) => paymentRequested({ userId, amount })));
const isDeclined = (userId: string, times: number) =>
  payments.hear(...Array.from({ length: times }, () => paymentRequested({ userId, token: 'tok_declined' })));

describe('many declines of one customer', () => {
  it('are reported when they reach the threshold, and not again for each one after that', async () => {
    const userId = randomUUID();
    await isDeclined(userId, 2);
    expect(await suspicions(userId)).toEqual([]);
    await isDeclined(userId, 1);
    await isDeclined(userId, 4);
    expect(await suspicions(userId)).toEqual([
      {
        userId,
        orderId: expect.any(String),
        kind: 'many-declines',
        description: '3 payments were declined within 10m.',
        detectedAt: expect.stringMatching(/Z$/),
      },
    ]);
  });

  it('are reported once when they come at the same time', async () => {
    const userId = randomUUID();
    await isDeclined(userId, 8);
    expect(await suspicions(userId)).toHaveLength(1);
  });

  it('are counted for each customer alone', async () => {
    const [ada, bob] = [randomUUID(), randomUUID()];
    await Promise.all([isDeclined(ada, 2), isDeclined(bob, 2)]);
    expect([...(await suspicions(ada)), ...(await suspicions(bob))]).toEqual([]);
  });

  it('are not what was paid, nor what failed because its order was cancelled', async () => {
    const userId = randomUUID();
    const request = paymentRequested({ userId });
    await payments.hear(orderCancelled(request));
    await payments.hear(request);
    expect(await payments.life(request.paymentId)).toEqual(['failed']);
    await isDeclined(userId, 2);
    await pays(userId, 1000, 1000, 1000);
    expect(await suspicions(userId)).toEqual([]);
  });
});

describe('an amount far from what the customer usually pays', () => {
  it('is reported, with what is usual', async () => {
    const userId = randomUUID();
    await pays(userId, 1000, 1200, 900, 1100, 1000);
    await pays(userId, 9000);
    expect(await suspicions(userId)).toEqual([]);
    await pays(userId, 10_001);
    expect(await suspicions(userId)).toMatchObject([
      {
        kind: 'unusual-amount',
        description: expect.stringMatching(/^10001 EUR .* more than 10 times .*: 1000,/),
      },
    ]);
  });

  it('is not known of a customer who has hardly paid anything yet', async () => {
    const userId = randomUUID();
    await pays(userId, 10, 10, 10, 10);
    await pays(userId, 1_000_000);
    expect(await suspicions(userId)).toEqual([]);
  });
});
