import { randomUUID } from 'node:crypto';
import { ConsistencyToken } from '@warren/eventing';
import { Hold, startService, type Answer, type StartedService } from '@warren/platform/testing';
import { migrations } from '../migrations';
import { OrdersModule } from '../src/orders.module';
import { knowProduct, knowUser } from './support/known';

jest.setTimeout(60_000);

let orders: StartedService;
let ada: string;
let pen: string;

beforeAll(async () => {
  orders = await startService(OrdersModule, { name: 'orders', migrations });
  pen = await knowProduct(orders);
});
beforeEach(async () => {
  ada = await knowUser(orders, 'Ada');
});
afterAll(() => orders.stop());

const wish = () => ({ userId: ada, lines: [{ productId: pen, quantity: 1 }] });
const place = (headers?: Record<string, string>, body = wish()) => orders.post('/orders', body, headers);
const tokenOf = ({ headers }: Answer) => headers.get('consistency-token') as string;
const told = ({ headers }: Answer) => ({
  consistency: headers.get('consistency'),
  applied: headers.get('preference-applied'),
});
const idsOf = ({ body }: Answer) => body.orders.map(({ id }: { id: string }) => id);
const list = (token: string, wait?: number) =>
  orders.get(`/orders?userId=${ada}`, {
    headers: { 'consistency-token': token, ...(wait !== undefined && { prefer: `wait=${wait}` }) },
  });

/** Keeps the projection from writing, not the queries from reading, until it is let go. */
const holdTheProjection = () => Hold.on(orders.databaseUrl, 'lock table order_details in exclusive mode');

describe('a query with the token of a command', () => {
  it('and a wait shows what the command did, however slow the deliveries are', async () => {
    const projection = await holdTheProjection();
    const placed = await place();
    const waiting = list(tokenOf(placed), 10);
    const impatient = await list(tokenOf(placed), 1);
    expect(told(impatient)).toEqual({ consistency: 'behind', applied: null });
    expect({ status: impatient.status, ids: idsOf(impatient) }).toEqual({ status: 200, ids: [] });
    await projection.letGo();
    const answer = await waiting;
    expect(told(answer)).toEqual({ consistency: 'caught-up', applied: 'wait=10' });
    expect(idsOf(answer)).toEqual([placed.body.id]);
    expect(answer.headers.get('vary')).toMatch(/Prefer, Consistency-Token/);
  });

  it('and no wait is answered at once, and told whether that is all', async () => {
    const projection = await holdTheProjection();
    const placed = await place();
    expect(told(await list(tokenOf(placed)))).toEqual({ consistency: 'behind', applied: null });
    expect(told(await list(tokenOf(placed), 0))).toEqual({ consistency: 'behind', applied: null });
    await projection.letGo();
    expect(told(await list(tokenOf(placed), 10)).consistency).toBe('caught-up');
    expect(told(await list(tokenOf(placed)))).toEqual({ consistency: 'caught-up', applied: null });
  });

  it('waits for several commands, and no longer than it promises', async () => {
    const [one, other] = [await place(), await place()];
    const answer = await list(`${tokenOf(one)}, ${tokenOf(other)}`, 3_600);
    expect(told(answer)).toEqual({ consistency: 'caught-up', applied: 'wait=10' });
    expect(idsOf(answer)).toEqual([other.body.id, one.body.id]);
  });

  it('for one order comes from the read model', async () => {
    const placed = await place();
    const answer = await orders.get(`/orders/${placed.body.id}`, {
      headers: { 'consistency-token': tokenOf(placed), prefer: 'wait=10' },
    });
    expect(told(answer)).toEqual({ consistency: 'caught-up', applied: 'wait=10' });
    expect(await orders.query('select 1 from order_details where id = $1', [placed.body.id])).toHaveLength(1);
  });

  it('tells it on an error too', async () => {
    const answer = await orders.get(`/orders/${randomUUID()}`, {
      headers: { 'consistency-token': tokenOf(await place()), prefer: 'wait=10' },
    });
    expect({ status: answer.status, ...told(answer) }).toMatchObject({
      status: 404,
      consistency: 'caught-up',
    });
  });
});

describe('the token of another service', () => {
  const token = (stream: string) => new ConsistencyToken(new Map([[stream, 1]])).toString();

  it('is waited for where this one keeps a copy, and there only', async () => {
    const user = `/users/user/${randomUUID()}`;
    expect(told(await list(token(user), 0)).consistency).toBe('behind');
    await orders.query(`insert into eventing.projection_gate values ('known-users', $1, 1)`, [user]);
    expect(told(await list(token(user), 0)).consistency).toBe('caught-up');
    expect(told(await list(token(`/inventory/stock/${randomUUID()}`), 0)).consistency).toBe('caught-up');
  });

  it('is waited for by a command too: a user who has just signed up may order', async () => {
    const grace = randomUUID();
    const hers = { ...wish(), userId: grace };
    const headers = { 'consistency-token': token(`/users/user/${grace}`) };
    const tooSoon = await place(headers, hers);
    expect([tooSoon.status, told(tooSoon).consistency]).toEqual([422, 'behind']);
    const waiting = place({ ...headers, prefer: 'wait=10' }, hers);
    await orders.query(
      `with known as (insert into known_users (id, name) values ($1::uuid, 'Grace'))
       insert into eventing.projection_gate values ('known-users', '/users/user/' || $1::text, 1)`,
      [grace],
    );
    const placed = await waiting;
    expect([placed.status, told(placed).consistency]).toEqual([202, 'caught-up']);
  });
});

describe('the answer to a command', () => {
  it('has no token when it was refused', async () => {
    const refused = await place({}, { ...wish(), userId: randomUUID() });
    expect([refused.status, tokenOf(refused)]).toEqual([422, null]);
  });

  it('has the same token when the command is repeated: the first answer may be lost', async () => {
    const [key, body] = [randomUUID(), wish()];
    const first = await place({ 'idempotency-key': key }, body);
    const repeated = await place({ 'idempotency-key': key }, body);
    expect(tokenOf(repeated)).toBe(tokenOf(first));
  });
});

describe('bad headers', () => {
  it.each([
    ['Prefer', { prefer: 'wait=soon' }],
    ['Consistency-Token', { 'consistency-token': 'abc' }],
    ['Consistency-Token', { 'consistency-token': '' }],
    ['Consistency-Token', { 'consistency-token': '1.W10,' }],
    ['Consistency-Token', { 'consistency-token': Array(21).fill('1.W10').join() }],
  ])('are refused and named: %s in %j', async (field, headers) => {
    const { status, body, headers: answered } = await orders.get('/orders', { headers });
    expect(status).toBe(400);
    expect(answered.get('content-type')).toMatch(/^application\/problem\+json/);
    expect(body).toMatchObject({ type: 'urn:problem:invalid-request', errors: [{ field }] });
  });

  it('that only others understand are ignored', async () => {
    const { status, headers } = await orders.get('/orders', { headers: { prefer: 'respond-async, foo=1' } });
    expect([status, headers.get('preference-applied')]).toEqual([200, null]);
  });
});

describe('the API docs', () => {
  it('tell of the headers', async () => {
    const { paths } = (await orders.get('/docs-json')).body;
    const namesOf = ({ parameters }: { parameters: { name: string; in: string }[] }) =>
      parameters.filter((parameter) => parameter.in === 'header').map(({ name }) => name);
    expect(Object.keys(paths['/orders'].post.responses)).not.toContain('200');
    expect(Object.keys(paths['/orders'].post.responses['202'].headers)).toEqual([
      'Consistency-Token',
      'Consistency',
      'Preference-Applied',
    ]);
    for (const path of ['/orders', '/orders/{orderId}']) {
      expect(namesOf(paths[path].get)).toEqual(expect.arrayContaining(['Consistency-Token', 'Prefer']));
      expect(paths[path].get.responses['200']).toMatchObject({
        content: { 'application/json': expect.anything() },
        headers: { Consistency: expect.anything(), 'Preference-Applied': expect.anything() },
      });
    }
  });
});
