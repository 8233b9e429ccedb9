import { randomUUID } from 'node:crypto';
import { eventually } from '@warren/eventing/testing';
import { tablesHolding } from '@warren/platform/testing';
import { Customer, stocked } from './support/customer';
import { Meddler } from './support/meddler';
import { SERVICES, Shop } from './support/shop';
import { HURRIED } from './support/hurried';

jest.setTimeout(240_000);

let shop: Shop;
let meddler: Meddler;

beforeAll(async () => {
  const orders = { ...HURRIED.orders, PAYMENT_WITHIN: '60s' };
  shop = await Shop.open({ settings: { ...HURRIED, orders } });
  meddler = await Meddler.between(shop, 1_000);
});
afterAll(async () => {
  await meddler?.leave();
  await shop?.close();
});

/** Where a token is, over all services: `orders: eventing.outbox`. */
async function placesOf(token: string): Promise<string[]> {
  const each = SERVICES.map(async (name) =>
    (await tablesHolding(shop.databaseUrl(name), token)).map((table) => `${name}: ${table}`),
  );
  return (await Promise.all(each)).flat();
}

it('the token of a card is seen by orders and payments alone, though messages are late, overtake each other and come twice', async () => {
  const [ada, pen] = [await Customer.signUp(shop), await stocked(shop, 40)];
  const cards = Array.from({ length: 24 }, (_, index) => ({
    token: `tok_${randomUUID()}`,
    /** Some for more than there is, some cancelled by the customer, most refused by the provider, who knows no such card. */
    quantity: index % 6 === 0 ? 100 : 1,
    isCancelled: index % 6 === 1,
  }));
  // All begin alike, so that one look finds any of them.
  const orders = await Promise.all(
    cards.map(async ({ token, quantity, isCancelled }) => {
      const id = await ada.orderWith(token, [pen, quantity]);
      if (isCancelled) await ada.cancel(id);
      return id;
    }),
  );
  const seen = new Set<string>();
  await eventually('all orders to be decided', async () => {
    for (const place of await placesOf('tok_')) seen.add(place);
    const statuses = await Promise.all(orders.map(async (id) => (await ada.see(id)).status));
    return statuses.every((status) => ['cancelled', 'rejected'].includes(status));
  });
  // A look may come when no payment is waiting for the provider just then.
  const mayHoldOne = ['orders: eventing.outbox', 'orders: public.orders', 'payments: public.payments'];
  expect([...seen].filter((place) => !mayHoldOne.includes(place))).toEqual([]);
  expect([...seen]).toEqual(expect.arrayContaining(mayHoldOne.slice(0, 2)));
  let places: string[] = [];
  await eventually('payments to have forgotten all tokens', async () => {
    places = await placesOf('tok_');
    return !places.some((place) => place.startsWith('payments'));
  });
  expect(places).toEqual(['orders: eventing.outbox']);
  for (const { token } of cards) for (const service of shop.all) expect(service.output).not.toContain(token);
});
