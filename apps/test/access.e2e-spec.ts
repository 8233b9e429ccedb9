import { randomUUID } from 'node:crypto';
import { eventually } from '@warren/eventing/testing';
import { testIssuer, type Answer, type HttpClient, type Identity } from '@warren/platform/testing';
import { Customer, stocked } from './support/customer';
import { HURRIED } from './support/hurried';
import { SERVICES, Shop, type Name } from './support/shop';

jest.setTimeout(240_000);

let shop: Shop;

beforeAll(async () => {
  shop = await Shop.open({ settings: HURRIED });
});
afterAll(() => shop?.close());

/** Every route that lets people in without a token. Whoever adds one has to say so here, too. */
const PUBLIC: Record<Name, string[]> = {
  users: ['POST /users'],
  catalog: ['GET /products', 'GET /products/{productId}'],
  inventory: [],
  orders: [],
  payments: [],
  notifications: [],
  reporting: [],
};
const OF_EVERY_SERVICE = ['GET /health/live', 'GET /health/ready', 'GET /health/startup'];

interface Operation {
  security?: object[];
  'x-roles'?: Identity['roles'];
}
interface Route {
  method: string;
  path: string;
  /** None: everybody. */
  roles: Identity['roles'] | undefined;
}

async function routesOf(name: Name): Promise<Route[]> {
  const { body } = await shop.service(name).get('/docs-json');
  const paths = Object.entries(body.paths as Record<string, Record<string, Operation>>);
  return paths.flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, operation]) => ({
      ...{ method: method.toUpperCase(), path },
      roles: operation.security && operation['x-roles'],
    })),
  );
}

/** With ids of what does not exist, and a body that is refused: who gets past the guard changes nothing. */
const ask = (client: HttpClient, { method, path }: Route): Promise<Answer> =>
  client.send(
    method,
    path.replaceAll(/\{\w+\}/g, () => randomUUID()),
    method === 'GET' ? {} : { json: { nothing: 1 } },
  );

const nameOf = ({ method, path }: Route) => `${method} ${path}`;

describe.each(SERVICES)('the routes of %s', (name) => {
  it('that need no token are those of the list, and no others', async () => {
    const open = (await routesOf(name)).filter(({ roles }) => roles === undefined).map(nameOf);
    expect(open.sort()).toEqual([...PUBLIC[name], ...OF_EVERY_SERVICE].sort());
    expect((await shop.service(name).anonymous().get('/metrics')).status).toBe(200);
  });

  it('answer nobody who shows no token, a bad one, or one without the role', async () => {
    const closed = (await routesOf(name)).filter(({ roles }) => roles !== undefined);
    expect(closed.length).toBeGreaterThan(10); // those of /ops at least
    const service = shop.service(name);
    const garbage = { headers: { authorization: 'Bearer garbage' } };
    for (const route of closed) {
      const told = { route: nameOf(route) };
      expect({ ...told, status: (await ask(service.anonymous(), route)).status }).toEqual({
        ...told,
        status: 401,
      });
      const path = route.path.replaceAll(/\{\w+\}/g, randomUUID());
      expect({ ...told, status: (await service.send(route.method, path, garbage)).status }).toEqual({
        ...told,
        status: 401,
      });
      const others = (['customer', 'staff', 'operator'] as const).filter(
        (role) => !route.roles?.includes(role),
      );
      for (const roles of [[], others])
        expect({
          ...told,
          roles,
          status: (await ask(service.as(randomUUID(), ...roles), route)).status,
        }).toEqual({
          ...{ ...told, roles, status: 403 },
        });
    }
  });

  it('of operators are for operators alone', async () => {
    const ops = (await routesOf(name)).filter(({ path }) => path.startsWith('/ops'));
    expect(ops.length).toBeGreaterThan(10);
    for (const { roles } of ops) expect(roles).toEqual(['operator']);
  });

  it('take no token that is not good', async () => {
    const issuer = await testIssuer();
    const operator: Identity = { subject: 'kim', roles: ['operator'] };
    const [header, payload, signature] = (await issuer.token(operator)).split('.');
    const none = Buffer.from('{"alg":"none"}').toString('base64url');
    const bad: Record<string, string> = {
      expired: await issuer.token(operator, { expiresIn: -60 }),
      'not valid yet': await issuer.token(operator, { notBefore: 60 }),
      'for another audience': await issuer.token(operator, { audience: 'elsewhere' }),
      'of another issuer': await issuer.token(operator, { issuer: 'https://evil.example' }),
      unsigned: `${header}.${payload}.`,
      'with alg none': `${none}.${payload}.`,
      'with a part of its signature': `${header}.${payload}.${signature?.slice(0, -6)}AAAAAA`,
    };
    const service = shop.service(name).anonymous();
    for (const [what, token] of Object.entries(bad)) {
      const { status } = await service.get('/ops/outbox', { headers: { authorization: `Bearer ${token}` } });
      expect({ what, status }).toEqual({ what, status: 401 });
    }
    expect((await shop.service(name).as('kim', 'operator').get('/ops/outbox')).status).toBe(200);
  });

  it('tell details of the health to operators alone', async () => {
    const service = shop.service(name);
    expect((await service.anonymous().get('/health/ready')).body).toEqual({ status: 'ready' });
    expect((await service.as('grace', 'staff').get('/health/ready')).body).toEqual({ status: 'ready' });
    expect((await service.as('kim', 'operator').get('/health/ready')).body.details).toBeDefined();
  });
});

describe('a customer', () => {
  let ada: Customer;
  let bob: Customer;
  let order: string;

  beforeAll(async () => {
    [ada, bob] = [await Customer.signUp(shop, 'Ada'), await Customer.signUp(shop, 'Bob')];
    order = await ada.order([await stocked(shop, 10), 1]);
    await ada.untilDecided(order);
    await eventually('the mail', async () => (await mailsOf(ada, ada)).body.notifications.length > 0);
  });

  const ordersAs = ({ id }: Customer) => shop.orders.asCustomer(id);
  const mailsOf = (whose: Customer, by: Customer) =>
    shop.notifications.asCustomer(by.id).get(`/notifications?userId=${whose.id}`);
  const refusal = ({ status, body }: Answer) => ({ status, type: body.type });
  const NOT_YOUR_OWN = { status: 403, type: 'urn:problem:not-your-own' };

  it('sees their own order, and not even that somebody else has one', async () => {
    expect((await ordersAs(ada).get(`/orders/${order}`)).body).toMatchObject({
      id: order,
      customer: { id: ada.id },
    });
    const [others, nobodys] = [
      await ordersAs(bob).get(`/orders/${order}`),
      await ordersAs(bob).get(`/orders/${ada.id}`),
    ];
    expect(refusal(others)).toEqual({ status: 404, type: 'urn:problem:order-not-found' });
    expect(refusal(nobodys)).toEqual(refusal(others));
    expect(others.body.detail).toBe(nobodys.body.detail.replace(ada.id, order));
  });

  it('cancels their own order, and finds no other, whether it is decided or not', async () => {
    expect(refusal(await ordersAs(bob).post(`/orders/${order}/cancel`, {}))).toEqual({
      ...{ status: 404, type: 'urn:problem:order-not-found' },
    });
    expect(refusal(await ordersAs(ada).post(`/orders/${order}/cancel`, {}))).toEqual({
      ...{ status: 409, type: 'urn:problem:order-already-decided' },
    });
    const open = await ada.orderWith('tok_timeout', [await stocked(shop, 1), 1]);
    expect((await ordersAs(bob).post(`/orders/${open}/cancel`, {})).status).toBe(404);
    expect((await ada.see(open)).status).not.toBe('cancelled');
    expect((await ordersAs(ada).post(`/orders/${open}/cancel`, {})).status).toBe(204);
  });

  it('lists their own orders, without or with their id, and nobody else’s', async () => {
    const mine = async (by: Customer, query = '') =>
      ((await ordersAs(by).get(`/orders${query}`)).body.orders as { customer: { id: string } }[]).map(
        ({ customer }) => customer.id,
      );
    await eventually('the order to be listed', async () => (await mine(ada)).includes(ada.id));
    expect(new Set(await mine(ada))).toEqual(new Set([ada.id]));
    expect(new Set(await mine(ada, `?userId=${ada.id.toUpperCase()}`))).toEqual(new Set([ada.id]));
    expect(await mine(bob)).toEqual([]);
    expect(refusal(await ordersAs(bob).get(`/orders?userId=${ada.id}`))).toEqual(NOT_YOUR_OWN);
  });

  it('places orders for themselves only', async () => {
    const lines = [{ productId: await stocked(shop, 1), quantity: 1 }];
    expect(refusal(await ordersAs(bob).post('/orders', { userId: ada.id, lines }))).toEqual(NOT_YOUR_OWN);
    expect((await shop.orders.as('grace', 'staff').post('/orders', { userId: ada.id, lines })).status).toBe(
      202,
    );
  });

  it('sees and changes themselves only', async () => {
    const users = (by: Customer) => shop.users.asCustomer(by.id);
    expect((await users(ada).get(`/users/${ada.id}`)).body.name).toBe('Ada');
    const stranger = { status: 404, type: 'urn:problem:user-not-found' };
    expect(refusal(await users(bob).get(`/users/${ada.id}`))).toEqual(stranger);
    expect(refusal(await users(bob).patch(`/users/${ada.id}`, { name: 'Mallory' }))).toEqual(stranger);
    expect(refusal(await users(bob).send('DELETE', `/users/${ada.id}/personal-data`))).toEqual(stranger);
    expect((await users(ada).patch(`/users/${ada.id}`, { name: 'Ada L.' })).status).toBe(200);
  });

  it('sees the payments of their own orders only', async () => {
    const payments = async (by: Customer) =>
      (await shop.payments.asCustomer(by.id).get(`/payments?orderId=${order}`)).body.payments as {
        id: string;
      }[];
    const [payment] = await payments(ada);
    expect(await payments(bob)).toEqual([]);
    expect((await shop.payments.asCustomer(ada.id).get(`/payments/${payment?.id}`)).status).toBe(200);
    expect((await shop.payments.asCustomer(bob.id).get(`/payments/${payment?.id}`)).status).toBe(404);
  });

  it('sees their own notifications only, and none of the shop', async () => {
    const [mail] = (await mailsOf(ada, ada)).body.notifications as { id: string }[];
    expect(refusal(await mailsOf(ada, bob))).toEqual(NOT_YOUR_OWN);
    const notifications = shop.notifications.asCustomer(bob.id);
    expect((await notifications.get('/notifications')).body.notifications).toEqual([]);
    const byAddress = await notifications.get('/notifications?recipient=ada@example.com');
    expect(byAddress.body.notifications).toEqual([]);
    expect((await notifications.get(`/notifications/${mail?.id}`)).status).toBe(404);
    expect((await shop.notifications.asCustomer(ada.id).get(`/notifications/${mail?.id}`)).status).toBe(200);
    await ada.order([await stocked(shop, 3, { reorderThreshold: 3 }), 1]);
    const toTheWarehouse = await eventually('the warehouse to be told', async () => {
      const { body } = await shop.notifications.get('/notifications?recipient=warehouse@warren.example');
      return (body.notifications as { id: string }[])[0];
    });
    const path = `/notifications/${toTheWarehouse.id}`;
    expect((await shop.notifications.asCustomer(ada.id).get(path)).status).toBe(404);
    expect((await shop.notifications.as('grace', 'staff').get(path)).status).toBe(200);
  });
});
