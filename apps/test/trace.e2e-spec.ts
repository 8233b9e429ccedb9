import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { eventually } from '@warren/eventing/testing';
import { Customer, stocked, untilStock } from './support/customer';
import { OtlpReceiver, type ReceivedSpan } from './support/otlp-receiver';
import { SERVICES, Shop } from './support/shop';

jest.setTimeout(180_000);

let receiver: OtlpReceiver;
let shop: Shop;
/** Stands where the collector of the catalog stands: it takes connections, and never answers. */
let silent: Server;

beforeAll(async () => {
  receiver = await OtlpReceiver.start();
  silent = createServer().listen(0, '127.0.0.1');
  await once(silent, 'listening');
  const tracing = {
    OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
    OTEL_BSP_SCHEDULE_DELAY: '200',
    TRACE_STATEMENTS: 'all',
  };
  const settings = Object.fromEntries(SERVICES.map((name) => [name, { ...tracing, LOG_FORMAT: 'json' }]));
  const nobody = `http://127.0.0.1:${(silent.address() as AddressInfo).port}`;
  shop = await Shop.open({
    settings: { ...settings, catalog: { ...settings.catalog, OTEL_EXPORTER_OTLP_ENDPOINT: nobody } },
  });
});

afterAll(async () => {
  await shop?.close();
  await receiver?.stop();
  silent?.close();
});

const ofTrace = (traceId: string) => receiver.spans.filter((span) => span.traceId === traceId);

/** Spans of a trace whose parent is neither among them nor the caller's. */
function detached(spans: readonly ReceivedSpan[], callerId: string): string[] {
  const known = new Set([callerId, ...spans.map(({ spanId }) => spanId)]);
  return spans
    .filter(({ parentId }) => !known.has(parentId))
    .map(({ service, name }) => `${service}: ${name}`);
}

/** One customer's order, from the browser that began the trace to the mail. */
async function orderIn(traceId: string, callerId: string, token = 'tok_success'): Promise<string> {
  const [ada, pen] = [await Customer.signUp(shop), await stocked(shop, 5)];
  const wish = {
    userId: ada.id,
    lines: [{ productId: pen, quantity: 1 }],
    payment: { method: 'card', token },
  };
  const traceparent = `00-${traceId}-${callerId}-01`;
  const { body, status } = await shop.orders.post('/orders', wish, { traceparent });
  expect(status).toBe(202);
  const order = await ada.untilDecided(body.id as string);
  if (order.status === 'confirmed') await untilStock(shop, pen, { sold: 1 });
  return body.id as string;
}

describe('one order', () => {
  const [traceId, callerId] = [randomBytes(16).toString('hex'), randomBytes(8).toString('hex')];

  beforeAll(() => orderIn(traceId, callerId));

  it('is one connected trace over five services', async () => {
    const has = (service: string, end: string) =>
      ofTrace(traceId).some((span) => span.service === service && span.name.endsWith(end));
    await eventually('the last of its spans', () =>
      [
        has('orders', 'order-confirmed.v1:' + queueOf('orders', 'order-details')),
        has('inventory', queueOf('inventory', 'sell-stock-when-order-confirmed')),
        has('payments', queueOf('payments', 'take-payment-when-requested')),
        has('notifications', queueOf('notifications', 'tell-customer-when-order-confirmed')),
        has('reporting', 'order-confirmed.v1:' + queueOf('reporting', 'order-facts')),
      ].every(Boolean),
    );
    // Those that were still open just now arrive within the next of the short delays.
    await eventually('every parent to have arrived', () => detached(ofTrace(traceId), callerId).length === 0);

    const spans = ofTrace(traceId);
    expect(new Set(spans.map(({ service }) => service))).toEqual(
      new Set(['orders', 'inventory', 'payments', 'notifications', 'reporting']),
    );
    const [request, ...others] = spans.filter(({ kind }) => kind === 'server');
    expect(others).toEqual([]);
    expect(request).toMatchObject({
      service: 'orders',
      name: 'POST /orders',
      parentId: callerId,
      attributes: { 'http.route': '/orders', 'http.response.status_code': 202 },
    });
    expect(spans.filter(({ failed }) => failed).map(({ name }) => name)).toEqual([]);
  });

  it('shows the way from an event to the next: published, handled, published', () => {
    const spans = ofTrace(traceId);
    const reserved = spans.find(({ name }) =>
      name.endsWith(queueOf('inventory', 'reserve-stock-when-order-placed')),
    );
    const published = spans.find(
      ({ kind, name, parentId }) =>
        kind === 'producer' && name.includes('stock-reserved.v1') && parentId === reserved?.spanId,
    );
    expect(published).toMatchObject({ service: 'inventory' });
    const paidFor = spans.find(({ name }) => name.includes('stock-reserved.v1:'));
    expect(paidFor).toMatchObject({ service: 'orders', kind: 'consumer', parentId: reserved?.spanId });
    const statements = spans.filter(
      ({ kind, parentId }) => kind === 'client' && parentId === reserved?.spanId,
    );
    expect(statements.map(({ name }) => name)).toEqual(expect.arrayContaining(['START', 'INSERT', 'COMMIT']));
  });

  it('is in the logs by the same id', async () => {
    await eventually('the request in the log', () => lines('orders', traceId).length > 0);
    expect(lines('orders', traceId)).toContainEqual(
      expect.objectContaining({
        service: 'orders',
        level: 'info',
        context: 'Http',
        message: expect.stringMatching(/^POST \/orders 202 \d+ ms$/) as string,
        trace_id: traceId,
        correlation_id: expect.any(String) as string,
      }),
    );
  });
});

it('the token of a card is in no span and in no log', async () => {
  const token = `tok_${randomBytes(12).toString('hex')}`;
  const traceId = randomBytes(16).toString('hex');
  await orderIn(traceId, randomBytes(8).toString('hex'), token);
  await eventually('its spans', () => ofTrace(traceId).some(({ service }) => service === 'payments'));
  expect(receiver.holds(token)).toBe(false);
  for (const service of shop.all) expect(service.output).not.toContain(token);
});

it('what a service does while it stops arrives before it is gone', async () => {
  const traceId = randomBytes(16).toString('hex');
  const answer = await shop.users.post(
    '/users',
    { name: 'Ada', email: `ada-${traceId}@example.org` },
    { traceparent: `00-${traceId}-${randomBytes(8).toString('hex')}-01` },
  );
  expect(answer.status).toBe(201);
  expect((await shop.users.stop()).code).toBe(0);
  const names = ofTrace(traceId)
    .filter(({ service }) => service === 'users')
    .map(({ name }) => name);
  expect(names).toContain('POST /users');
  expect(names.filter((name) => name.startsWith('publish '))).toHaveLength(1);
});

it('a collector that never answers holds up neither requests nor a stop', async () => {
  await stocked(shop, 1);
  const begun = performance.now();
  expect((await shop.catalog.stop()).code).toBe(0);
  expect(performance.now() - begun).toBeLessThan(15_000);
  expect(shop.catalog.output.split('\n').filter((line) => line.includes('"Tracing"')).length).toBeLessThan(2);
});

function queueOf(service: string, consumer: string): string {
  return `${shop.namespace}.${service}.${consumer}`;
}

/** What a service has logged about this trace. */
function lines(service: (typeof SERVICES)[number], traceId: string): Record<string, unknown>[] {
  return shop
    .service(service)
    .output.split('\n')
    .filter((line) => line.startsWith('{') && line.includes(traceId))
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}
