import { Customer, stocked, type Wish } from './support/customer';
import { untilBooksAgree } from './support/books';
import { Shop } from './support/shop';
import { HURRIED } from './support/hurried';

jest.setTimeout(600_000);

const ORDERS = 2_000;
const AT_A_TIME = 20;
const CUSTOMERS = 10;
const PIECES = 350;
const PRODUCTS = 10;

/** How the orders are paid: most well, some not. */
const TOKENS = ['tok_success', 'tok_success', 'tok_success', 'tok_flaky', 'tok_declined'];

let shop: Shop;

beforeAll(async () => {
  const orders = { ...HURRIED.orders, PAYMENT_WITHIN: '60s' };
  const payments = { ...HURRIED.payments, DECLINE_THRESHOLD: '1000' };
  shop = await Shop.open({ settings: { orders, payments } });
});
afterAll(() => shop?.close());

it('two thousand orders, paid, declined, cancelled and for more than there is: in the end the books agree', async () => {
  const customers = await Promise.all(Array.from({ length: CUSTOMERS }, () => Customer.signUp(shop)));
  const products: string[] = [];
  for (let index = 0; index < PRODUCTS; index++)
    products.push(await stocked(shop, PIECES, { price: 100 + index }));

  let placed = 0;
  const hand = async () => {
    for (let index = placed++; index < ORDERS; index = placed++) {
      const customer = customers[index % CUSTOMERS] as Customer;
      const wish: Wish = [products[(index * 7) % PRODUCTS] as string, 1 + (index % 3)];
      const orderId = await customer.orderWith(TOKENS[index % TOKENS.length], wish);
      if (index % 11 === 0) await customer.cancel(orderId);
    }
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, hand));

  const books = await untilBooksAgree(shop, PIECES * PRODUCTS, 300_000);
  expect(Object.values(books.orders).reduce((sum, count) => sum + count, 0)).toBe(ORDERS);
  for (const status of ['confirmed', 'rejected', 'cancelled'])
    expect(books.orders[status]).toBeGreaterThan(0);
  expect(books.stock.sold).toBeGreaterThan(0);
  expect(books.money.refunded).toBeGreaterThanOrEqual(0);
  expect(await shop.parked()).toEqual([]);
});
