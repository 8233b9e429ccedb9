import { eventually } from '@warren/eventing/testing';
import { Customer, stocked } from './support/customer';
import { loseQueuesOf } from './support/meddler';
import { Shop } from './support/shop';
import { HURRIED } from './support/hurried';

jest.setTimeout(240_000);

let shop: Shop;

beforeAll(async () => {
  shop = await Shop.open({ settings: HURRIED });
});
afterAll(() => shop?.close());

type Copies = Record<string, { state: string; received: number; expected: number }>;

async function untilCopiesAreComplete(name: 'orders' | 'catalog' | 'notifications'): Promise<Copies> {
  return eventually(`the copies of ${name} to be complete`, async () => {
    const { body } = await shop.service(name).get('/health/ready');
    const { each } = (body.details as { copies: { each: Copies } }).copies;
    return Object.values(each).every(({ state }) => state === 'complete') && each;
  });
}

const rename = (user: Customer, name: string) =>
  shop.users.patch(`/users/${user.id}`, { name, email: 'ada@example.com' });

async function untilOrderShows(user: Customer, orderId: string, name: string): Promise<void> {
  await eventually(`the order to show the name ${name}`, async () => {
    return (await user.see(orderId)).customer.name === name;
  });
}

it('orders begins anew, with nothing, and sells what was there before to who was there before', async () => {
  const [ada, pen] = [await Customer.signUp(shop, 'Ada Lovelace'), await stocked(shop, 10)];

  await shop.orders.stop();
  await loseQueuesOf(shop, 'orders');
  await shop.loseDatabaseOf('orders');
  for (const owner of ['users', 'catalog'] as const) await shop.rows(owner, 'delete from eventing.outbox');
  await rename(ada, 'Ada Byron');

  await shop.orders.start();
  const orderId = await ada.order([pen, 2]);
  expect((await ada.untilDecided(orderId)).status).toBe('confirmed');
  await untilOrderShows(ada, orderId, 'Ada Byron');
  await rename(ada, 'Ada King');
  await untilOrderShows(ada, orderId, 'Ada King');
  expect(await untilCopiesAreComplete('orders')).toMatchObject({
    'known-users of users.user-snapshot.v1': { received: 1, expected: 1 },
    'known-products of catalog.product-snapshot.v1': { received: 1, expected: 1 },
  });
});

it('catalog shows the stock again after it has lost what it was told', async () => {
  const pen = await stocked(shop, 7);
  await shop.catalog.stop();
  for (const table of ['product_stock', 'eventing.projection_gate', 'eventing.snapshot_requests'])
    await shop.rows('catalog', `delete from ${table}`);
  await shop.catalog.start();
  await untilCopiesAreComplete('catalog');
  const { body } = await shop.catalog.get(`/products/${pen}`);
  expect(body.stock).toEqual({ available: 7 });
});

it('a shop that starts all at once has copies that are complete, and has parked nothing', async () => {
  for (const name of ['orders', 'catalog', 'notifications'] as const) await untilCopiesAreComplete(name);
  expect(await shop.parked()).toEqual([]);
});
