import { randomUUID } from 'node:crypto';
import { startService, untilAvailable, type StartedService } from '@warren/platform/testing';
import { migrations } from '../migrations';
import { OrdersModule } from '../src/orders.module';
import { knowProduct, knowUser } from './support/known';

jest.setTimeout(60_000);

let orders: StartedService;
let pen: string;
const ada = randomUUID();

beforeAll(async () => {
  orders = await startService(OrdersModule, { name: 'orders', migrations });
  await know(ada, 'Ada Lovelace');
  pen = await knowProduct(orders, 1_999);
});

afterAll(() => orders.stop());

const know = (id: string, name: string) => knowUser(orders, name, id);

const wish = (quantity = 1, userId = ada) => ({ userId, lines: [{ productId: pen, quantity }] });

/** How a decided order is paid, as far as it is still known. */
const CARD_FORGOTTEN = JSON.stringify({ method: 'card', token: null });

describe('POST /orders', () => {
  it('accepts an order, says where it is, and tells others', async () => {
    const body = wish(3);
    const answer = await orders.post('/orders', body);
    expect(answer.status).toBe(202);
    expect(answer.body).toEqual({
      id: expect.any(String),
      status: 'pending',
      customer: { id: ada, name: 'Ada Lovelace' },
      lines: [{ productId: pen, name: 'Pen', quantity: 3, unitPrice: { amount: 1_999, currency: 'EUR' } }],
      total: { amount: 5_997, currency: 'EUR' },
      history: [{ status: 'pending', at: expect.stringMatching(/Z$/) }],
    });
    expect(answer.headers.get('location')).toBe(`/orders/${answer.body.id}`);
    const [event] = await orders.query<{ body: { type: string; data: object } }>(
      'select body::json as body from eventing.outbox where partition_key = $1',
      [`order/${answer.body.id}`],
    );
    expect(event?.body).toMatchObject({
      type: 'orders.order-placed.v1',
      data: { userId: ada, lines: answer.body.lines, total: answer.body.total },
    });
  });

  it('refuses an unknown user and says so', async () => {
    const stranger = randomUUID();
    const { status, headers, body } = await orders.post('/orders', wish(1, stranger));
    expect(status).toBe(422);
    expect(headers.get('content-type')).toMatch(/^application\/problem\+json/);
    expect(body).toMatchObject({ type: 'urn:problem:unknown-user', title: 'Unknown user', status: 422 });
    expect(body.detail).toContain(stranger);
  });

  it('refuses products that it does not know, and names them', async () => {
    const stranger = randomUUID();
    const lines = [
      { productId: pen, quantity: 1 },
      { productId: stranger, quantity: 1 },
    ];
    const { status, body } = await orders.post('/orders', { userId: ada, lines });
    expect({ status, type: body.type }).toEqual({ status: 422, type: 'urn:problem:unknown-product' });
    expect(body.detail).toContain(stranger);
    expect(body.detail).not.toContain(pen);
  });

  it('refuses to add up different currencies, and sums that no number holds', async () => {
    const place = (...productIds: string[]) =>
      orders.post('/orders', {
        userId: ada,
        lines: productIds.map((productId) => ({ productId, quantity: 1_000_000 })),
      });
    const mixed = await place(pen, await knowProduct(orders, 1, 'USD'));
    expect({ status: mixed.status, type: mixed.body.type }).toEqual({
      status: 422,
      type: 'urn:problem:currencies-mixed',
    });
    const huge = await place(await knowProduct(orders, Number.MAX_SAFE_INTEGER));
    expect({ status: huge.status, type: huge.body.type }).toEqual({
      status: 422,
      type: 'urn:problem:total-too-large',
    });
  });

  it.each([
    ['no lines', { userId: ada }, 'lines'],
    ['an empty list of lines', { userId: ada, lines: [] }, 'lines'],
    ['lines that are no list', { userId: ada, lines: { productId: ada, quantity: 1 } }, 'lines'],
    ['a line that is null', { userId: ada, lines: [null] }, 'lines'],
    ['a line that is a list', { userId: ada, lines: [[]] }, 'lines'],
    ['a payment that is a list', { ...wish(), payment: [] }, 'payment'],
    ['a payment without a token', { ...wish(), payment: { method: 'card' } }, 'payment.token'],
    ['a payment in cash', { ...wish(), payment: { method: 'cash', token: 'x' } }, 'payment.method'],
    [
      'more lines than anyone types',
      { userId: ada, lines: Array(101).fill({ productId: ada, quantity: 1 }) },
      'lines',
    ],
    ['no product', { userId: ada, lines: [{ quantity: 1 }] }, 'lines[0].productId'],
    [
      'a product that is no id',
      { userId: ada, lines: [{ productId: 'pen', quantity: 1 }] },
      'lines[0].productId',
    ],
    ['none of a product', { userId: ada, lines: [{ productId: ada, quantity: 0 }] }, 'lines[0].quantity'],
    ['half of a product', { userId: ada, lines: [{ productId: ada, quantity: 0.5 }] }, 'lines[0].quantity'],
    ['a quantity in words', { userId: ada, lines: [{ productId: ada, quantity: '1' }] }, 'lines[0].quantity'],
    ['a user that is no id', { userId: 'ada', lines: [{ productId: ada, quantity: 1 }] }, 'userId'],
    [
      'a price of its own',
      { userId: ada, lines: [{ productId: ada, quantity: 1, price: 0 }] },
      'lines[0].price',
    ],
  ])('refuses %s', async (_, json, field) => {
    const { status, body } = await orders.post('/orders', json);
    expect(status).toBe(400);
    expect(body.errors.map((error: { field: string }) => error.field)).toContain(field);
  });
});

describe('the header Idempotency-Key', () => {
  const place = (key: string, json: object) =>
    untilAvailable(() => orders.post('/orders', json, { 'idempotency-key': key }));
  const countOf = async (userId: string) =>
    Number(
      (await orders.query<{ count: string }>('select count(*) from orders where user_id = $1', [userId]))[0]
        ?.count,
    );

  it('makes a repeat the same order, with the same answer, whatever has become of it since', async () => {
    const [key, body] = [randomUUID(), wish()];
    const first = await place(key, body);
    await orders.query(
      `update orders set status = 'confirmed', decided_at = now(), payment = $2 where id = $1`,
      [first.body.id, CARD_FORGOTTEN],
    );
    const second = await place(key, body);
    expect(second.status).toBe(202);
    expect(second.body).toEqual(first.body);
    expect(second.headers.get('location')).toBe(first.headers.get('location'));
  });

  it('is the same key with quotes and without, and another for another user', async () => {
    const [key, body, grace] = [randomUUID(), wish(), randomUUID()];
    await know(grace, 'Grace Hopper');
    const first = await place(key, body);
    expect((await place(`"${key}"`, body)).body.id).toBe(first.body.id);
    const hers = await place(key, { ...body, userId: grace });
    expect(hers.status).toBe(202);
    expect(hers.body.id).not.toBe(first.body.id);
  });

  it('makes one order of many repeats that come at the same time', async () => {
    const user = randomUUID();
    await know(user, 'Someone in a hurry');
    const [key, body] = [randomUUID(), wish(1, user)];
    const answers = await Promise.all(Array.from({ length: 30 }, () => place(key, body)));
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 202));
    expect(new Set(answers.map(({ body: order }) => order.id)).size).toBe(1);
    expect(await countOf(user)).toBe(1);
  });

  it('is refused with other content, whether the first has come through or is on its way', async () => {
    const user = randomUUID();
    await know(user, 'Someone confused');
    const key = randomUUID();
    const bodies = Array.from({ length: 10 }, (_, index) => wish(index + 1, user));
    const answers = await Promise.all(bodies.map((body) => place(key, body)));
    expect(answers.filter(({ status }) => status === 202)).toHaveLength(1);
    const refused = answers.filter(({ status }) => status === 422);
    expect(refused.map(({ body }) => body.type)).toEqual(Array(9).fill('urn:problem:idempotency-key-reused'));
    expect(await countOf(user)).toBe(1);
  });

  it('is not used up by an order that was refused', async () => {
    const [key, user] = [randomUUID(), randomUUID()];
    const body = wish(1, user);
    expect((await place(key, body)).status).toBe(422);
    await know(user, 'Known at last');
    expect((await place(key, body)).status).toBe(202);
  });

  it.each([['""'], ['k'.repeat(256)]])('is refused when it is %s', async (key) => {
    const { status, body } = await place(key, wish());
    expect({ status, field: body.errors[0].field }).toEqual({ status: 400, field: 'Idempotency-Key' });
  });
});

describe('GET /orders/:orderId', () => {
  it('finds an order at once, though its event may still be on its way round', async () => {
    const placed = await Promise.all(
      Array.from({ length: 10 }, () => untilAvailable(() => orders.post('/orders', wish()))),
    );
    const found = await Promise.all(placed.map(({ body }) => orders.get(`/orders/${body.id}`)));
    expect(found.map(({ status }) => status)).toEqual(placed.map(() => 200));
    expect(found.map(({ body }) => body)).toEqual(placed.map(({ body }) => body));
  });

  it('shows an order of which the read model has not heard as it was placed, though more may be known', async () => {
    const { body } = await orders.post('/orders', wish());
    const unheard = randomUUID();
    await orders.query(
      `insert into orders (id, user_id, lines, total, payment, status, placed_at, decided_at)
       select $1, user_id, lines, total, $3, 'confirmed', placed_at, now() from orders where id = $2`,
      [unheard, body.id, CARD_FORGOTTEN],
    );
    expect((await orders.get(`/orders/${unheard}`)).body).toEqual({ ...body, id: unheard });
  });

  it('knows no order that nobody placed', async () => {
    const { status, body } = await orders.get(`/orders/${randomUUID()}`);
    expect({ status, type: body.type }).toEqual({ status: 404, type: 'urn:problem:order-not-found' });
  });
});
