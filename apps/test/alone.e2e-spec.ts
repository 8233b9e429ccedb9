import { eventually } from '@warren/eventing/testing';
import { Customer, stocked } from './support/customer';
import { HURRIED } from './support/hurried';
import { endsWith, type Outcome } from './support/outcome';
import { untilQuiet } from './support/quiet';
import { SERVICES, Shop, type Name } from './support/shop';

jest.setTimeout(360_000);

let shop: Shop;

beforeAll(async () => {
  shop = await Shop.open({ settings: HURRIED });
});
afterAll(() => shop?.close());

const statusOf = async (customer: Customer, orderId: string) => (await customer.untilDecided(orderId)).status;

async function untilTold(userId: string, kind: string): Promise<void> {
  await eventually(`the mail ${kind}`, async () => {
    const { body } = await shop.notifications.get(`/notifications?userId=${userId}`);
    const told = (body.notifications as { kind: string; status: string }[]).filter(
      (each) => each.kind === kind,
    );
    return told.length === 1 && told[0]?.status === 'sent';
  });
}

/** Of 10 pieces 2 are paid, 1 is paid with a card that is declined, and 11 are wanted. */
const EACH_IN_ITS_WAY: Outcome = {
  orders: [
    'pending → awaiting-payment → confirmed',
    'pending → awaiting-payment → cancelled',
    'pending → rejected',
  ],
  payments: ['requested → authorized → captured → settled', 'requested → failed', ''],
  charges: ['captured 2000 EUR', 'declined 1000 EUR', ''],
  stock: { onHand: 8, reserved: 0, available: 8, sold: 2 },
  shown: 8,
  mails: ['order-cancelled', 'order-confirmed', 'order-rejected', 'payment-failed'],
  report: { pieces: 2, revenue: 2_000 },
  live: [
    'order-cancelled',
    'order-confirmed',
    'order-placed',
    'order-placed',
    'order-placed',
    'order-rejected',
  ],
  events: {
    'order-placed': 3,
    'stock-reserved': 2,
    'order-awaiting-payment': 2,
    'stock-rejected': 1,
    'payment-requested': 2,
    'payment-authorized': 1,
    'payment-successful': 1,
    'payment-settled': 1,
    'payment-failed': 1,
    'order-confirmed': 1,
    'order-cancelled': 1,
    'order-rejected': 1,
    'stock-released': 1,
    'stock-updated': 5, // counted; reserved and sold; reserved and released
  },
};

describe.each(SERVICES)('while %s is stopped', (name: Name) => {
  it('orders go as far as they can, and all the way once it is back', async () => {
    const service = shop.service(name);
    const [ada, pen] = [await Customer.signUp(shop), await stocked(shop, 10)];
    const place = async () => [
      await ada.order([pen, 2]),
      await ada.orderWith('tok_declined', [pen, 1]),
      await ada.order([pen, 11]),
    ];
    const early = name === 'orders' ? await place() : [];
    await service.stop();
    const [paid, declined, short] = name === 'orders' ? early : await place();
    await service.start();

    const orderIds = [paid, declined, short] as string[];
    const lookAgain = await endsWith(shop, { customer: ada, productId: pen, orderIds }, EACH_IN_ITS_WAY);
    await untilQuiet(shop);
    await lookAgain();
  });
});

describe('with every other service stopped', () => {
  let reads: Record<Name, { path: string; shows: object }>;

  beforeAll(async () => {
    const [ada, pen] = [await Customer.signUp(shop, 'Grace Hopper'), await stocked(shop, 10, { price: 250 })];
    const orderId = await ada.order([pen, 4]);
    expect(await statusOf(ada, orderId)).toBe('confirmed');
    await untilTold(ada.id, 'order-confirmed');
    const day = new Date().toISOString().slice(0, 10);
    const name = 'Grace Hopper';
    const total = { amount: 1_000, currency: 'EUR' };
    reads = {
      users: { path: `/users/${ada.id}`, shows: { name } },
      catalog: {
        path: `/products/${pen}`,
        shows: { price: { amount: 250, currency: 'EUR' }, stock: { available: 6 } },
      },
      inventory: { path: `/stock/${pen}`, shows: { onHand: 6, sold: 4, reserved: 0 } },
      orders: { path: `/orders/${orderId}`, shows: { status: 'confirmed', customer: { name }, total } },
      payments: { path: `/payments?orderId=${orderId}`, shows: { payments: [{ amount: total }] } },
      notifications: {
        path: `/notifications?userId=${ada.id}`,
        shows: { notifications: [{ kind: 'order-confirmed', status: 'sent' }] },
      },
      reporting: {
        path: `/reports/sales?from=${day}&to=${day}`,
        shows: {
          rows: expect.arrayContaining([
            expect.objectContaining({ productId: pen, quantity: '4' }),
          ]) as object,
        },
      },
    };
    for (const each of SERVICES) {
      await eventually(`${each} to know all`, async () => {
        expect((await shop.service(each).get(reads[each].path)).body).toMatchObject(reads[each].shows);
        return true;
      });
    }
    await Promise.all(shop.all.map((service) => service.stop()));
  });

  it.each(SERVICES)('%s starts, and its read models answer', async (name) => {
    const service = await shop.service(name).start();
    const { status, body } = await service.get(reads[name].path);
    expect(status).toBe(200);
    expect(body).toMatchObject(reads[name].shows);
    await service.stop();
  });
});
