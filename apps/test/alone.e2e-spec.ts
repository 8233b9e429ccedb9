import { eventually } from '@warren/eventing/testing';
import { Customer, stocked, untilStock } from './support/customer';
import { SERVICES, Shop, type Name } from './support/shop';
import { HURRIED } from './support/stories';

jest.setTimeout(240_000);

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

    expect(await statusOf(ada, paid as string)).toBe('confirmed');
    expect(await statusOf(ada, declined as string)).toBe('cancelled');
    expect(await statusOf(ada, short as string)).toBe('rejected');
    await untilStock(shop, pen, { onHand: 8, reserved: 0, sold: 2 });
    for (const kind of ['order-confirmed', 'payment-failed', 'order-cancelled', 'order-rejected'])
      await untilTold(ada.id, kind);
    const { body } = await shop.payments.get(`/payments?orderId=${paid}`);
    expect(body.payments).toHaveLength(1);
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
