import { eventually } from '@warren/eventing/testing';
import { orderCancelled, paymentRequested } from './support/order-events';
import { PaymentsUnderTest } from './support/payments-under-test';

jest.setTimeout(120_000);

const PLACES = 4;

let payments: PaymentsUnderTest;

beforeAll(async () => {
  payments = await PaymentsUnderTest.start({
    ORDERS_AT_ONCE: String(PLACES),
    PROVIDER_TIME_LIMIT: '1s',
    DATABASE_POOL_SIZE: '2',
    // As it opens in production, and sooner; and never closes again.
    BREAKER_FEWEST_CALLS: '4',
    BREAKER_OPEN_FOR: '1h',
  });
});

afterAll(() => payments.stop());

const several = (count: number, token: string) =>
  Array.from({ length: count }, () => paymentRequested({ token }));

describe('while cards hang, more than there are places', () => {
  it('other cards are paid, and what hangs holds nothing but places', async () => {
    const [hanging, good] = [several(2 * PLACES, 'tok_timeout'), several(20, 'tok_success')];
    await payments.others.say(...hanging);
    await eventually('every place to be taken', async () => {
      const charges = await Promise.all(hanging.map(({ paymentId }) => payments.charge(paymentId)));
      return charges.filter((charge) => charge === 'authorized').length >= PLACES;
    });
    await eventually('no connection to wait with them', async () => {
      const waiting = await payments.service.query(
        `select from pg_stat_activity where datname = current_database() and state like 'idle in transaction%'`,
      );
      return waiting.length === 0;
    });
    await payments.hear(...good);
    for (const { paymentId } of good)
      expect(await payments.life(paymentId)).toEqual(['authorized', 'successful']);
    for (const { paymentId } of hanging)
      expect(await payments.payment(paymentId)).toMatchObject({ status: 'requested' });
    await payments.hear(...hanging.map(orderCancelled));
    for (const { paymentId } of hanging) expect(await payments.charge(paymentId)).toBe('voided');
  });
});
