import { randomUUID } from 'node:crypto';
import { ReservedLine, StockReserved } from '@warren/contracts';
import { eventually } from '@warren/eventing/testing';
import {
  OtherServices,
  startService,
  tablesHolding,
  testNamespace,
  untilReady,
  type StartedService,
} from '@warren/platform/testing';
import { migrations } from '../migrations';
import { OrdersModule } from '../src/orders.module';
import { knowProduct, knowUser } from './support/known';

jest.setTimeout(60_000);

const namespace = testNamespace();
const others = new OtherServices(namespace);
let orders: StartedService;
let wish: { userId: string; lines: { productId: string; quantity: number }[] };

beforeAll(async () => {
  orders = await startService(OrdersModule, { name: 'orders', migrations, namespace });
  await untilReady(orders);
  const [userId, productId] = [await knowUser(orders, 'Ada'), await knowProduct(orders)];
  wish = { userId, lines: [{ productId, quantity: 1 }] };
});
afterAll(async () => {
  await others.stop();
  await orders.stop();
});

const aCard = () => ({ method: 'card', token: `tok_${randomUUID()}` });

async function place(payment: object, headers?: Record<string, string>): Promise<string> {
  const { status, body } = await orders.post('/orders', { ...wish, payment }, headers);
  expect(status).toBe(202);
  return body.id as string;
}

async function untilAsked(orderId: string): Promise<void> {
  await eventually(`order ${orderId} to await its payment`, async () => {
    const { body } = await orders.get(`/orders/${orderId}`);
    return body.status === 'awaiting-payment';
  });
}

async function reserve(orderId: string): Promise<void> {
  const lines = wish.lines.map((line) => new ReservedLine(line));
  const expiresAt = new Date(Date.now() + 3_600_000).toISOString();
  await others.say(new StockReserved({ orderId, lines, expiresAt }));
}

describe('the token of a card', () => {
  it('lies in the order until its payment is asked for, and from then on only in the outbox, for payments alone', async () => {
    const card = aCard();
    const orderId = await place(card);
    expect(await tablesHolding(orders.databaseUrl, card.token)).toEqual(['public.orders']);
    await reserve(orderId);
    await untilAsked(orderId);
    expect(await tablesHolding(orders.databaseUrl, card.token)).toEqual(['eventing.outbox']);
    const told = await orders.query<{ partition_key: string }>(
      'select partition_key from eventing.outbox where strpos(body, $1) > 0',
      [card.token],
    );
    expect(told).toEqual([{ partition_key: expect.stringMatching(/^payment-request\//) as string }]);
  });

  it('is gone when the order ends before its payment is asked for', async () => {
    const card = aCard();
    const orderId = await place(card);
    expect((await orders.post(`/orders/${orderId}/cancel`, {})).status).toBe(204);
    expect(await tablesHolding(orders.databaseUrl, card.token)).toEqual([]);
  });

  it('is not missed when the request is repeated afterwards', async () => {
    const [card, key] = [aCard(), { 'idempotency-key': randomUUID() }];
    const orderId = await place(card, key);
    await reserve(orderId);
    await untilAsked(orderId);
    expect(await place(card, key)).toBe(orderId);
    expect(await tablesHolding(orders.databaseUrl, card.token)).toEqual(['eventing.outbox']);
  });
});
