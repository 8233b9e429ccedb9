import { randomUUID } from 'node:crypto';
import { eventually } from '@warren/eventing/testing';
import { startService, type StartedService } from '@warren/platform/testing';
import { migrations } from '../migrations';
import { OrdersModule } from '../src/orders.module';
import { knowProduct, knowUser } from './support/known';

jest.setTimeout(60_000);

let orders: StartedService;
const [ada, grace] = [randomUUID(), randomUUID()];
const placed: string[] = [];
const answers: { id: string }[] = [];

beforeAll(async () => {
  orders = await startService(OrdersModule, { name: 'orders', migrations });
  await knowUser(orders, 'Ada', ada);
  await knowUser(orders, 'Grace', grace);
  const productId = await knowProduct(orders);
  for (let index = 0; index < 23; index++) {
    const userId = index === 7 ? grace : ada;
    const json = { userId, lines: [{ productId, quantity: index + 1 }] };
    const { body } = await orders.post('/orders', json, { 'idempotency-key': `key-${index}` });
    answers.push(body as { id: string });
    placed.push(body.id as string);
  }
  await eventually('all orders to come round to the read model', async () => {
    const [row] = await orders.query<{ count: string }>('select count(*) from order_details');
    return Number(row?.count) === placed.length;
  });
});

afterAll(() => orders.stop());

const idsOf = ({ body }: { body: { orders: { id: string }[] } }) => body.orders.map(({ id }) => id);

describe('GET /orders/:orderId', () => {
  it('reads the same from the read model as was answered when the order was placed', async () => {
    const rows = await orders.query<{ id: string }>('select id from order_details');
    expect(new Set(rows.map(({ id }) => id))).toEqual(new Set(placed));
    for (const answer of answers) expect((await orders.get(`/orders/${answer.id}`)).body).toEqual(answer);
  });
});

describe('GET /orders', () => {
  it('lists the newest first, a page at a time', async () => {
    const [first, second, third] = [
      await orders.get('/orders'),
      await orders.get('/orders?page=2'),
      await orders.get('/orders?page=3'),
    ];
    expect(first.body).toMatchObject({ page: 1, pageSize: 20, hasMore: true });
    expect(second.body).toMatchObject({ page: 2, pageSize: 20, hasMore: false });
    expect([...idsOf(first), ...idsOf(second)]).toEqual([...placed].reverse());
    expect(third.body).toMatchObject({ orders: [], hasMore: false });
  });

  it("lists one user's orders as each of them is shown alone", async () => {
    const { body } = await orders.get(`/orders?userId=${grace}&page=1`);
    expect(idsOf({ body })).toEqual([placed[7]]);
    expect(body.orders[0]).toEqual((await orders.get(`/orders/${placed[7]}`)).body);
    expect((await orders.get(`/orders?userId=${randomUUID()}`)).body).toMatchObject({
      orders: [],
      hasMore: false,
    });
  });

  it.each(['page=0', 'page=x', 'page=10001', 'page=1&page=2', 'userId=ada', 'user=1', 'userId[$ne]=1'])(
    'refuses ?%s',
    async (query) => {
      const { status, body } = await orders.get(`/orders?${query}`);
      expect({ status, type: body.type }).toEqual({ status: 400, type: 'urn:problem:invalid-request' });
    },
  );

  it('shows the name that a customer has now', async () => {
    await orders.query(`update known_users set name = 'Ada King' where id = $1`, [ada]);
    const { body } = await orders.get(`/orders?userId=${ada}`);
    expect(new Set(body.orders.map((order: { customer: { name: string } }) => order.customer.name))).toEqual(
      new Set(['Ada King']),
    );
  });

  it('goes on listing orders whose customer is missing from the copy of the users', async () => {
    await orders.query('delete from known_users where id = $1', [grace]);
    const { body } = await orders.get(`/orders/${placed[7]}`);
    expect(body.customer).toEqual({ id: grace, name: null });
  });
});
