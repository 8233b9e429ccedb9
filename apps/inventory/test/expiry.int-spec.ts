import { Client } from 'pg';
import { eventually } from '@warren/eventing/testing';
import { ExpiredAndGone } from '../src/domain/reservation.errors';
import { orderAwaitingPayment, orderCancelled, orderConfirmed } from './support/order-events';
import { Warehouse } from './support/warehouse';

jest.setTimeout(60_000);

let warehouse: Warehouse;

beforeAll(async () => {
  warehouse = await Warehouse.open({ env: { RESERVATION_EXPIRES_AFTER: '1h' } });
});

afterAll(() => warehouse.close());

const MINUTE_MS = 60_000;
const inMinutes = (minutes: number) => new Date(Date.now() + minutes * MINUTE_MS);

/** Batch after batch, as the schedule does. */
async function expireAll(): Promise<void> {
  while (await warehouse.expire(inMinutes(61))) continue;
}

async function whileLocked(orderId: string, meanwhile: () => Promise<void>): Promise<void> {
  const other = new Client({ connectionString: warehouse.service.databaseUrl });
  await other.connect();
  try {
    await other.query('begin');
    await other.query('select from reservations where order_id = $1 for update', [orderId]);
    await meanwhile();
  } finally {
    await other.end();
  }
}

describe('a reservation', () => {
  it('expires after its time and not before; its stock goes back once, and others are told', async () => {
    const pen = await warehouse.stocked(10);
    const orderId = await warehouse.placeOrder([pen, 3]);
    await warehouse.expire(inMinutes(59));
    expect(await warehouse.stockOf(pen)).toMatchObject({ reserved: 3 });
    await expireAll();
    await expireAll();
    expect(await warehouse.stockOf(pen)).toMatchObject({ onHand: 10, reserved: 0, available: 10, sold: 0 });
    expect((await warehouse.told('reservation', orderId)).slice(1)).toMatchObject([
      {
        type: 'inventory.stock-released.v1',
        data: { orderId, cause: 'expired', lines: [{ productId: pen, quantity: 3 }] },
      },
    ]);
    expect((await warehouse.told('stock', pen)).map(({ data }) => data.available)).toEqual([10, 7, 10]);
  });

  it('tells until when it lasts, and expires then', async () => {
    const pen = await warehouse.stocked(10);
    const orderId = await warehouse.placeOrder([pen, 3]);
    const [reserved] = await warehouse.told('reservation', orderId);
    const expiresAt = new Date(reserved?.data.expiresAt as string);
    await warehouse.expire(new Date(expiresAt.getTime() - 1));
    expect(await warehouse.verdicts(orderId)).toEqual(['stock-reserved']);
    await warehouse.expire(expiresAt);
    expect(await warehouse.verdicts(orderId)).toEqual(['stock-reserved', 'stock-released']);
  });

  it('is kept for as long as it takes once the payment of its order is asked for', async () => {
    const pen = await warehouse.stocked(10);
    const [paid, given] = [await warehouse.placeOrder([pen, 3]), await warehouse.placeOrder([pen, 2])];
    for (const orderId of [paid, given]) await warehouse.handle(orderAwaitingPayment(orderId, [pen, 1]));
    await expireAll();
    expect(await warehouse.stockOf(pen)).toMatchObject({ onHand: 10, reserved: 5, available: 5 });
    await warehouse.handle(orderConfirmed(paid, [pen, 3]));
    await warehouse.handle(orderCancelled(given, [pen, 2]));
    expect(await warehouse.stockOf(pen)).toMatchObject({ onHand: 7, reserved: 0, available: 7, sold: 3 });
    expect(await warehouse.verdicts(paid)).toEqual(['stock-reserved', 'stock-allocated']);
    expect(await warehouse.verdicts(given)).toEqual(['stock-reserved', 'stock-allocated', 'stock-released']);
  });

  it('that has expired is not kept any more, and nobody is told that it is', async () => {
    const pen = await warehouse.stocked(10);
    const orderId = await warehouse.placeOrder([pen, 3]);
    await expireAll();
    await warehouse.handle(orderAwaitingPayment(orderId, [pen, 3]));
    expect(await warehouse.stockOf(pen)).toMatchObject({ reserved: 0, available: 10 });
    expect(await warehouse.verdicts(orderId)).toEqual(['stock-reserved', 'stock-released']);
  });

  it('ends one way or the other, never both, when its time is up at the moment in which it is to be kept', async () => {
    const pen = await warehouse.stocked(40);
    const orders = await Promise.all(Array.from({ length: 40 }, () => warehouse.placeOrder([pen, 1])));
    await Promise.all(
      orders.flatMap((orderId, index) => [
        warehouse.handle(orderAwaitingPayment(orderId, [pen, 1])),
        ...(index % 8 === 0 ? [expireAll()] : []),
      ]),
    );
    const ends = await Promise.all(orders.map(async (id) => (await warehouse.verdicts(id)).slice(1)));
    for (const end of ends) expect([['stock-allocated'], ['stock-released']]).toContainEqual(end);
    const kept = ends.filter(([end]) => end === 'stock-allocated').length;
    expect(await warehouse.stockOf(pen)).toMatchObject({ reserved: kept, available: 40 - kept });
  });

  it('does not expire once its order is confirmed or cancelled', async () => {
    const pen = await warehouse.stocked(10);
    const [confirmed, cancelled] = [
      await warehouse.placeOrder([pen, 3]),
      await warehouse.placeOrder([pen, 2]),
    ];
    await warehouse.handle(orderConfirmed(confirmed, [pen, 3]));
    await warehouse.handle(orderCancelled(cancelled, [pen, 2]));
    await expireAll();
    expect(await warehouse.stockOf(pen)).toMatchObject({ onHand: 7, reserved: 0, sold: 3 });
    expect(await warehouse.verdicts(confirmed)).toEqual(['stock-reserved']);
    expect(await warehouse.verdicts(cancelled)).toEqual(['stock-reserved', 'stock-released']);
  });

  it('that has expired is sold all the same when its order is confirmed and its stock is still there', async () => {
    const pen = await warehouse.stocked(3);
    const orderId = await warehouse.placeOrder([pen, 3]);
    await expireAll();
    await warehouse.handle(orderConfirmed(orderId, [pen, 3]));
    expect(await warehouse.stockOf(pen)).toMatchObject({ onHand: 0, reserved: 0, available: 0, sold: 3 });
  });

  it('that has expired waits for a person when its stock has gone to others, and can be sold when there is more', async () => {
    const pen = await warehouse.stocked(3);
    const late = await warehouse.placeOrder([pen, 2]);
    await expireAll();
    await warehouse.placeOrder([pen, 2]);
    await expect(warehouse.handle(orderConfirmed(late, [pen, 2]))).rejects.toThrow(ExpiredAndGone);
    expect(await warehouse.stockOf(pen)).toMatchObject({ onHand: 3, reserved: 2, sold: 0 });
    await warehouse.service.put(`/stock/${pen}`, { onHand: 4 });
    await warehouse.handle(orderConfirmed(late, [pen, 2]));
    expect(await warehouse.stockOf(pen)).toMatchObject({ onHand: 2, reserved: 2, available: 0, sold: 2 });
  });
});

describe('several replicas', () => {
  it('release each reservation once, batch beside batch', async () => {
    const [pen, ink] = [await warehouse.stocked(200), await warehouse.stocked(200)];
    const orders = await Promise.all(
      Array.from({ length: 120 }, (_, index) => warehouse.placeOrder([index % 2 ? pen : ink, 1])),
    );
    await Promise.all(Array.from({ length: 4 }, () => expireAll()));
    await expireAll();
    for (const orderId of orders) {
      expect(await warehouse.verdicts(orderId)).toEqual(['stock-reserved', 'stock-released']);
    }
    for (const product of [pen, ink]) {
      expect(await warehouse.stockOf(product)).toMatchObject({ onHand: 200, reserved: 0, available: 200 });
      expect(await warehouse.told('stock', product)).toHaveLength(1 + 60 + 60);
    }
  });

  it('leave out what somebody else is deciding about just now, and do not wait for it', async () => {
    const pen = await warehouse.stocked(10);
    const [busy, idle] = [await warehouse.placeOrder([pen, 1]), await warehouse.placeOrder([pen, 1])];
    await whileLocked(busy, async () => {
      await expireAll();
      expect(await warehouse.verdicts(idle)).toEqual(['stock-reserved', 'stock-released']);
      expect(await warehouse.verdicts(busy)).toEqual(['stock-reserved']);
    });
    await expireAll();
    expect(await warehouse.verdicts(busy)).toEqual(['stock-reserved', 'stock-released']);
  });

  it('lose and double nothing when orders are confirmed, cancelled and expire at the same moment', async () => {
    const pen = await warehouse.stocked(100, 50);
    const orders = await Promise.all(Array.from({ length: 60 }, () => warehouse.placeOrder([pen, 1])));
    const deciding = orders.flatMap((orderId, index) => [
      ...(index % 3 === 0 ? [] : [warehouse.handle(orderConfirmed(orderId, [pen, 1]))]),
      ...(index % 3 === 1 ? [] : [warehouse.handle(orderCancelled(orderId, [pen, 1]))]),
      ...(index % 10 === 0 ? [expireAll()] : []),
    ]);
    await Promise.all(deciding);
    // A third was confirmed and never cancelled; what expired first was taken again.
    const numbers = { productId: pen, onHand: 80, reserved: 0, available: 80 };
    expect(await warehouse.stockOf(pen)).toMatchObject({ ...numbers, sold: 20 });
    const told = (await warehouse.told('stock', pen)).filter(({ data }) => 'onHand' in data);
    expect(told.at(-1)?.data).toEqual(numbers);
    for (const { data } of told) expect(data.reserved).toBeLessThanOrEqual(data.onHand as number);
  });
});

describe('RESERVATION_EXPIRES_AFTER', () => {
  it('is kept by the running service itself', async () => {
    const hasty = await Warehouse.open({ env: { RESERVATION_EXPIRES_AFTER: '1s' } });
    try {
      const pen = await hasty.stocked(10);
      const orderId = await hasty.placeOrder([pen, 3]);
      await eventually('the expiry', async () => (await hasty.verdicts(orderId)).includes('stock-released'));
      expect(await hasty.stockOf(pen)).toMatchObject({ reserved: 0, available: 10 });
    } finally {
      await hasty.close();
    }
  });
});
