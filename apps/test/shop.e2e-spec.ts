import { randomUUID } from 'node:crypto';
import { eventually } from '@warren/eventing/testing';
import { Customer, stocked, stockOf, untilStock } from './support/customer';
import { SERVICES, Shop } from './support/shop';

jest.setTimeout(120_000);

let shop: Shop;

beforeAll(async () => {
  shop = await Shop.open();
});

afterAll(() => shop?.close());

describe('an order', () => {
  it('is confirmed when there is enough of everything', async () => {
    const [ada, pen, ink] = [await Customer.signUp(shop), await stocked(shop, 10), await stocked(shop, 2)];
    const placed = await ada.tryToOrder([
      [pen, 3],
      [ink, 2],
    ]);
    expect(placed.status).toBe(202);
    expect(placed.headers.get('location')).toBe(`/orders/${placed.body.id}`);
    expect(placed.body.status).toBe('pending');

    const order = await ada.untilDecided(placed.body.id);
    const at = expect.stringMatching(/Z$/) as string;
    expect(order).toEqual({
      ...placed.body,
      status: 'confirmed',
      history: [...placed.body.history, { status: 'awaiting-payment', at }, { status: 'confirmed', at }],
    });
    expect(order.total).toEqual({ amount: 5_000, currency: 'EUR' });
    await untilStock(shop, pen, { onHand: 7, reserved: 0, available: 7, sold: 3 });
    await untilStock(shop, ink, { onHand: 0, reserved: 0, available: 0, sold: 2 });
  });

  it('is rejected, with the reason, when one thing is missing', async () => {
    const [ada, pen, ink] = [await Customer.signUp(shop), await stocked(shop, 10), await stocked(shop, 1)];
    const order = await ada.untilDecided(await ada.order([pen, 3], [ink, 2]));
    expect(order.status).toBe('rejected');
    expect(order.reason).toBe('Too little stock: 2 of "Fountain pen" were ordered and 1 are available');
    expect(order.history.map(({ status }) => status)).toEqual(['pending', 'rejected']);
    expect(await stockOf(shop, pen)).toMatchObject({ reserved: 0 });
  });

  it('can be found from the moment it was accepted, and never goes back', async () => {
    const [ada, pen] = [await Customer.signUp(shop), await stocked(shop, 100)];
    const ranks = ['pending', 'awaiting-payment', 'confirmed'];
    const orderId = await ada.order([pen, 1]);
    let rank = 0;
    await eventually('the order to be confirmed', async () => {
      const seen = ranks.indexOf((await ada.see(orderId)).status);
      expect(seen).toBeGreaterThanOrEqual(rank);
      rank = seen;
      return rank === 2;
    });
  });

  it('shows the name that its customer has now', async () => {
    const ada = await Customer.signUp(shop, 'Ada Lovelace');
    const orderId = await ada.order([await stocked(shop, 1), 1]);
    expect((await ada.untilDecided(orderId)).customer).toEqual({ id: ada.id, name: 'Ada Lovelace' });
    expect((await shop.users.patch(`/users/${ada.id}`, { name: 'Ada King' })).status).toBe(200);
    await eventually(
      'the new name to reach orders',
      async () => (await ada.see(orderId)).customer.name === 'Ada King',
    );
  });

  it('carries one correlation id through all services', async () => {
    const [ada, pen] = [await Customer.signUp(shop), await stocked(shop, 1)];
    const correlationId = `e2e-${randomUUID()}`;
    const wish = { userId: ada.id, lines: [{ productId: pen, quantity: 1 }] };
    const { body } = await shop.orders.post('/orders', wish, { 'x-correlation-id': correlationId });
    await ada.untilDecided(body.id as string);
    await untilStock(shop, pen, { sold: 1 });
    expect(await shop.eventsOf(correlationId)).toEqual([
      'inventory.stock-allocated.v1',
      'inventory.stock-reserved.v1',
      'inventory.stock-updated.v1',
      'inventory.stock-updated.v1',
      'orders.order-awaiting-payment.v1',
      'orders.order-confirmed.v1',
      'orders.order-placed.v1',
      'orders.payment-requested.v1',
      'payments.payment-authorized.v1',
      'payments.payment-successful.v1',
    ]);
  });
});

describe('a token of one service', () => {
  const withToken = (token: string | null) => ({
    headers: { 'consistency-token': token as string, prefer: 'wait=10' },
  });

  it('of an order makes the reports show it, of a count the catalog', async () => {
    const [ada, pen] = [await Customer.signUp(shop), await stocked(shop, 100)];
    for (let available = 100; available > 95; available--) {
      const counted = await shop.inventory.put(`/stock/${pen}`, { onHand: available });
      const product = await shop.catalog.get(
        `/products/${pen}`,
        withToken(counted.headers.get('consistency-token')),
      );
      expect([product.headers.get('consistency'), product.body.stock]).toEqual(['caught-up', { available }]);
    }
    const [from, today] = [dayOf(new Date()), () => dayOf(new Date())];
    const placedOnes = async (token: string | null) => {
      const report = await shop.reporting.get(`/reports/orders?from=${from}&to=${today()}`, withToken(token));
      expect([report.status, report.headers.get('consistency')]).toEqual([200, 'caught-up']);
      return report.body.totals.placed as number;
    };
    const place = async () => (await ada.tryToOrder([[pen, 1]])).headers.get('consistency-token');
    let seen = await placedOnes(await place());
    for (let round = 0; round < 5; round++) {
      const now = await placedOnes(await place());
      expect(now).toBeGreaterThan(seen);
      seen = now;
    }
  });

  const dayOf = (moment: Date) => moment.toISOString().slice(0, 10);
});

describe('fifty orders for the last twenty pieces', () => {
  it('end in twenty confirmations, thirty rejections and an empty shelf', async () => {
    const [ada, pen] = [await Customer.signUp(shop), await stocked(shop, 20)];
    const ids = await Promise.all(Array.from({ length: 50 }, () => ada.order([pen, 1])));
    const decided = await Promise.all(ids.map((id) => ada.untilDecided(id)));
    expect(decided.filter(({ status }) => status === 'confirmed')).toHaveLength(20);
    expect(decided.filter(({ status }) => status === 'rejected')).toHaveLength(30);
    await untilStock(shop, pen, { onHand: 0, reserved: 0, available: 0, sold: 20 });
  });
});

describe.each(['users', 'catalog', 'inventory', 'orders'] as const)('%s', (name) => {
  it('answers what cannot be understood with a problem, and lives', async () => {
    const service = shop.service(name);
    const path = {
      users: '/users',
      catalog: '/products',
      inventory: `/stock/${randomUUID()}`,
      orders: '/orders',
    }[name];
    const method = name === 'inventory' ? 'PUT' : 'POST';
    const json = { 'content-type': 'application/json' };
    const noise = Buffer.from(Array.from({ length: 4_096 }, (_, index) => (index * 7 + 13) % 256));
    const malformed: [number, { raw: string | Uint8Array<ArrayBuffer>; headers?: Record<string, string> }][] =
      [
        [400, { raw: '{', headers: json }],
        [400, { raw: '[]', headers: json }],
        [400, { raw: '{}', headers: json }],
        [400, { raw: new Uint8Array(noise), headers: json }],
        [413, { raw: JSON.stringify({ name: 'x'.repeat(1_000_000) }), headers: json }],
        [415, { raw: '<order/>', headers: { 'content-type': 'application/xml' } }],
      ];
    for (const [expected, call] of malformed) {
      const { status, headers, body } = await service.send(method, path, call);
      expect({ status, of: call.raw.length }).toEqual({ status: expected, of: call.raw.length });
      expect(headers.get('content-type')).toMatch(/^application\/problem\+json/);
      expect(body).toMatchObject({ status: expected, title: expect.any(String), detail: expect.any(String) });
    }
    expect((await service.get('/nowhere')).body).toMatchObject({ status: 404, instance: '/nowhere' });
    expect((await service.get('/health/live')).status).toBe(200);
  });
});

describe.each(SERVICES)('%s', (name) => {
  it('describes its API: requests with their rules, answers with their fields', async () => {
    const { body } = await shop.service(name).get('/docs-json');
    const schemas = Object.entries(body.components.schemas as Record<string, { properties: object }>);
    expect(schemas.length).toBeGreaterThan(2);
    for (const [schema, { properties }] of schemas) {
      expect({ schema, fields: Object.keys(properties) }).not.toEqual({ schema, fields: [] });
    }
    expect((await shop.service(name).get('/docs')).headers.get('content-type')).toMatch(/^text\/html/);
  });
});
