import { eventually } from '@warren/eventing/testing';
import type { Exit } from '@warren/platform/testing';
import { Customer, stocked, stockOf } from './support/customer';
import { eventsOf } from './support/outcome';
import { untilQuiet } from './support/quiet';
import { Shop } from './support/shop';

jest.setTimeout(360_000);

let shop: Shop;
let ada: Customer;

beforeAll(async () => {
  shop = await Shop.open({ settings: { payments: { SETTLE_EVERY: '1s' } } });
  ada = await Customer.signUp(shop);
});

afterAll(() => shop?.close());

const ORDERS = 40;

/** Four customers' hands placing orders one after the other, whatever happens meanwhile. */
async function placeOrders(productId: string): Promise<string[]> {
  const ids: string[] = [];
  const hand = async () => {
    for (let index = 0; index < ORDERS / 4; index++) ids.push(await ada.order([productId, 1]));
  };
  await Promise.all([hand(), hand(), hand(), hand()]);
  return ids;
}

async function expectAllConfirmedOnce(productId: string, ids: string[]): Promise<void> {
  expect(new Set(ids).size).toBe(ORDERS);
  const decided = await Promise.all(ids.map((id) => ada.untilDecided(id)));
  expect(decided.map(({ history }) => history.map(({ status }) => status).join())).toEqual(
    ids.map(() => 'pending,awaiting-payment,confirmed'),
  );
  const left = 1_000 - ORDERS;
  await eventually('all to be sold', async () => (await stockOf(shop, productId)).sold === ORDERS);
  await untilQuiet(shop);
  expect(await stockOf(shop, productId)).toMatchObject({ onHand: left, reserved: 0, available: left });
  expect(await eventsOf(shop, { productId, orderIds: ids })).toEqual({
    'order-placed': ORDERS,
    'stock-reserved': ORDERS,
    'order-awaiting-payment': ORDERS,
    'payment-requested': ORDERS,
    'payment-authorized': ORDERS,
    'payment-successful': ORDERS,
    'payment-settled': ORDERS,
    'order-confirmed': ORDERS,
    'stock-updated': 1 + 2 * ORDERS, // counted once; each order's pieces reserved, and sold
  });
}

/** A service that is told to stop does so by itself; SIGKILL asks nobody. */
async function ended(exit: Promise<Exit>, end: 'kill' | 'stop'): Promise<void> {
  expect(await exit).toEqual(end === 'stop' ? { code: 0, signal: null } : { code: null, signal: 'SIGKILL' });
}

describe.each([
  ['killed', 'kill'],
  ['told to stop', 'stop'],
] as const)('when a service is %s in the middle of many orders', (_, end) => {
  it('and comes back, inventory reserves for each order once', async () => {
    const pen = await stocked(shop, 1_000);
    const ordering = placeOrders(pen);
    await eventually('the first reservation', async () => (await stockOf(shop, pen)).available < 1_000);
    await ended(shop.inventory[end](), end);
    const ids = await ordering;
    await shop.inventory.start();
    await expectAllConfirmedOnce(pen, ids);
  });

  it('and comes back, orders has accepted each order once, for customers who repeat what was not answered', async () => {
    const pen = await stocked(shop, 1_000);
    const ordering = placeOrders(pen);
    await eventually('the first reservation', async () => (await stockOf(shop, pen)).available < 1_000);
    await ended(shop.orders[end](), end);
    await shop.orders.start();
    await expectAllConfirmedOnce(pen, await ordering);
  });

  it('and comes back, users has told everybody of the last change', async () => {
    const grace = await Customer.signUp(shop, 'Grace 0');
    const orderId = await grace.order([await stocked(shop, 1), 1]);
    for (let change = 1; change <= 20; change++)
      await shop.users.patch(`/users/${grace.id}`, { name: `Grace ${change}` });
    await ended(shop.users[end](), end);
    await shop.users.start();
    await eventually(
      'the last name to reach orders',
      async () => (await grace.see(orderId)).customer.name === 'Grace 20',
    );
  });
});

describe('a service that is told to stop', () => {
  it('ends by itself, in good order, and says nothing worse than that it stops', async () => {
    for (const service of shop.all) {
      const exit = await service.stop();
      expect({ name: service.name, ...exit }).toEqual({ name: service.name, code: 0, signal: null });
      expect(service.output).not.toMatch(/WARN \[(?!Relay)|ERROR|FATAL/);
      await service.start();
    }
  });
});
