import { eventually } from '@warren/eventing/testing';
import { startPrivatePostgres, startPrivateRabbitMq } from '../../tools/servers';
import { Customer, stocked, stockOf } from './support/customer';
import { Shop } from './support/shop';

jest.setTimeout(180_000);

let postgres: Awaited<ReturnType<typeof startPrivatePostgres>>;
let rabbitmq: Awaited<ReturnType<typeof startPrivateRabbitMq>>;
let shop: Shop;

beforeAll(async () => {
  [postgres, rabbitmq] = await Promise.all([
    startPrivatePostgres({ settings: { max_connections: 200 } }),
    startPrivateRabbitMq(),
  ]);
  shop = await Shop.open({ servers: { databaseUrl: postgres.url, rabbitmqUrl: rabbitmq.url } });
  await rabbitmq.syncMetadata();
});

afterAll(async () => {
  await shop?.close();
  await Promise.all([postgres?.stop(), rabbitmq?.stop()]);
});

const readiness = async () => {
  const { status, body } = await shop.orders.get('/health/ready');
  return { status, body: body as { status: string; details: Record<string, { status: string }> } };
};

it('without the broker orders are accepted, the service says that it is degraded, and all are decided when it is back', async () => {
  const [ada, pen] = [await Customer.signUp(shop), await stocked(shop, 1_000)];
  await rabbitmq.kill();
  await eventually('orders to notice that the broker is away', async () => {
    const { status, body } = await readiness();
    return status === 200 && body.status === 'degraded' && body.details.broker?.status === 'down';
  });
  expect((await readiness()).body.details.database).toEqual({ status: 'up' });
  for (const probe of ['live', 'startup'])
    expect((await shop.orders.get(`/health/${probe}`)).status).toBe(200);
  const ids = await Promise.all(Array.from({ length: 20 }, () => ada.order([pen, 1])));
  expect((await ada.see(ids[0] ?? '')).status).toBe('pending');

  await rabbitmq.restart();
  await shop.untilReady();
  const decided = await Promise.all(ids.map((id) => ada.untilDecided(id)));
  expect(decided.map(({ status }) => status)).toEqual(ids.map(() => 'confirmed'));
  await eventually('all to be sold', async () => (await stockOf(shop, pen)).sold === 20);
});

it('without the database a request is told to come back, the service is not ready but lives, and works when it is back', async () => {
  const [ada, pen] = [await Customer.signUp(shop), await stocked(shop, 10)];
  const before = await ada.order([pen, 1]);
  await postgres.kill();
  await eventually('orders to notice that the database is away', async () => {
    const { status, body } = await readiness();
    return status === 503 && body.status === 'not-ready' && body.details.database?.status === 'down';
  });
  expect((await shop.orders.get('/health/live')).status).toBe(200);
  const refused = await ada.tryToOrder([[pen, 1]]);
  expect({ status: refused.status, type: refused.body.type }).toEqual({
    status: 503,
    type: 'urn:problem:temporarily-unavailable',
  });
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);

  await postgres.restart();
  await shop.untilReady();
  const after = await ada.order([pen, 1]);
  for (const id of [before, after]) expect((await ada.untilDecided(id)).status).toBe('confirmed');
  await eventually('both to be sold', async () => (await stockOf(shop, pen)).sold === 2);
});

it('a service that starts without the broker answers at once, and joins in when the broker is there', async () => {
  const ada = await Customer.signUp(shop);
  const pen = await stocked(shop, 10);
  await rabbitmq.kill();
  await shop.orders.stop();
  await shop.orders.spawn();
  await eventually(
    'orders to answer without a broker',
    async () => (await readiness()).body.status === 'degraded',
  );
  const startup = await shop.orders.get('/health/startup');
  expect(startup).toMatchObject({ status: 200, body: { status: 'started', eventing: 'degraded' } });
  const id = await ada.order([pen, 1]);
  await rabbitmq.restart();
  await shop.untilReady();
  expect((await ada.untilDecided(id)).status).toBe('confirmed');
});
