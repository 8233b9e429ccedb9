import { booksOf, untilAllDecided } from './support/books';
import { Customer, stocked, type Wish } from './support/customer';
import { HURRIED } from './support/hurried';
import { chargesThatDisagree } from './support/provider-books';
import { untilQuiet } from './support/quiet';
import { Shop } from './support/shop';

jest.setTimeout(600_000);

const ORDERS = 2_000;
const AT_A_TIME = 20;
const CUSTOMERS = 10;
const PIECES = 350;
const PRODUCTS = 10;

/** How the orders are paid: most well, some not, and of each hundred two in a way of which nobody hears. */
function tokenOf(index: number): string {
  if (index % 100 === 17) return 'tok_timeout';
  if (index % 100 === 58) return 'tok_lost_capture';
  return ['tok_success', 'tok_success', 'tok_success', 'tok_flaky', 'tok_declined'][index % 5] as string;
}

let shop: Shop;

beforeAll(async () => {
  const orders = { ...HURRIED.orders, PAYMENT_WITHIN: '60s' };
  const payments = { ...HURRIED.payments, PROVIDER_TIME_LIMIT: '300ms', DECLINE_THRESHOLD: '1000' };
  shop = await Shop.open({ settings: { orders, payments } });
});
afterAll(() => shop?.close());

async function placeOrders(): Promise<void> {
  const customers = await Promise.all(Array.from({ length: CUSTOMERS }, () => Customer.signUp(shop)));
  const products: string[] = [];
  for (let index = 0; index < PRODUCTS; index++)
    products.push(await stocked(shop, PIECES, { price: 100 + index }));
  let placed = 0;
  const hand = async () => {
    for (let index = placed++; index < ORDERS; index = placed++) {
      const customer = customers[index % CUSTOMERS] as Customer;
      const wish: Wish = [products[(index * 7) % PRODUCTS] as string, 1 + (index % 3)];
      const orderId = await customer.orderWith(tokenOf(index), wish);
      if (index % 11 === 0) await customer.cancel(orderId);
    }
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, hand));
}

it('two thousand orders, paid, declined, unheard of, cancelled and for more than there is: in the end the books agree', async () => {
  await placeOrders();
  await untilAllDecided(shop, 300_000);
  await untilQuiet(shop);
  expect(await shop.parked()).toEqual([]);

  const { stock, payments, provider, orders, confirmed, reported } = await booksOf(shop);
  expect(Object.values(orders).reduce((sum, count) => sum + count, 0)).toBe(ORDERS);
  for (const status of ['confirmed', 'rejected', 'cancelled']) expect(orders[status]).toBeGreaterThan(0);
  expect(payments.refunded).toBeGreaterThan(0);

  expect(stock).toEqual({
    onHand: PIECES * PRODUCTS - confirmed.pieces,
    reserved: 0,
    sold: confirmed.pieces,
  });
  expect(payments.captured - payments.refunded).toBe(confirmed.revenue);
  expect(provider).toEqual(payments);
  expect(await chargesThatDisagree(shop)).toEqual([]);
  expect(reported).toEqual({ orders, sales: confirmed });
});
