import { randomUUID } from 'node:crypto';
import { StockSnapshot } from '@warren/contracts';
import { allSnapshots } from '@warren/eventing/testing';
import { untilAvailable } from '@warren/platform/testing';
import { StockSnapshots } from '../src/integration/stock-snapshots';
import { orderConfirmed } from './support/order-events';
import { Warehouse } from './support/warehouse';

jest.setTimeout(60_000);

let warehouse: Warehouse;

beforeAll(async () => {
  warehouse = await Warehouse.open();
});

afterAll(() => warehouse.close());

const put = (productId: string, json: object) => warehouse.service.put(`/stock/${productId}`, json);

describe('StockSnapshots', () => {
  it('tell of the stock of every product as it is, page by page', async () => {
    const [pen, cup, lamp] = [
      await warehouse.stocked(10),
      await warehouse.stocked(0),
      await warehouse.stocked(5),
    ];
    await warehouse.placeOrder([pen, 4]);
    const told = await allSnapshots(warehouse.service.app.get(StockSnapshots));
    const rows = await warehouse.service.query<{ count: number }>('select count(*)::int as count from stock');
    expect(told).toHaveLength(rows[0]?.count as number);
    for (const [productId, onHand, reserved] of [
      [pen, 10, 4],
      [cup, 0, 0],
      [lamp, 5, 0],
    ] as const)
      expect(told).toContainEqual(
        new StockSnapshot({ productId, onHand, reserved, available: onHand - reserved }),
      );
  });
});

describe('PUT and GET /stock/:productId', () => {
  it('says what is there, and tells others', async () => {
    const productId = randomUUID();
    const answer = await put(productId, { onHand: 10, reorderThreshold: 3 });
    const numbers = { productId, onHand: 10, reserved: 0, available: 10 };
    const stock = { ...numbers, sold: 0, reorderThreshold: 3 };
    expect({ status: answer.status, body: answer.body }).toEqual({ status: 200, body: stock });
    expect(await warehouse.stockOf(productId)).toEqual(stock);
    const told = await warehouse.told('stock', productId);
    expect(told.map(({ type, data }) => ({ type, data }))).toEqual([
      { type: 'inventory.stock-updated.v1', data: numbers },
    ]);
  });

  it('takes one product for one, however its id is spelled', async () => {
    const productId = await warehouse.stocked(3);
    expect(await warehouse.stockOf(productId.toUpperCase())).toMatchObject({ productId, onHand: 3 });
  });

  it('knows a product with nothing on hand, and not one that nobody has counted', async () => {
    expect(await warehouse.stockOf(await warehouse.stocked(0))).toMatchObject({ onHand: 0, available: 0 });
    const { status, body } = await warehouse.service.get(`/stock/${randomUUID()}`);
    expect({ status, type: body.type }).toEqual({ status: 404, type: 'urn:problem:stock-not-found' });
  });

  it('keeps what is reserved and sold when the count changes, and refuses a count below what is reserved', async () => {
    const productId = await warehouse.stocked(10);
    await warehouse.placeOrder([productId, 4]);
    await warehouse.handle(orderConfirmed(await warehouse.placeOrder([productId, 1]), [productId, 1]));
    const { status, body } = await put(productId, { onHand: 3 });
    expect({ status, type: body.type }).toEqual({ status: 409, type: 'urn:problem:on-hand-below-reserved' });
    const counted = (await put(productId, { onHand: 4 })).body;
    expect(counted).toMatchObject({ onHand: 4, reserved: 4, available: 0, sold: 1 });
  });

  it('leaves the threshold as it is when it is not sent, and takes it away with null', async () => {
    const productId = await warehouse.stocked(10, 3);
    expect((await put(productId, { onHand: 9 })).body).toMatchObject({ onHand: 9, reorderThreshold: 3 });
    expect((await put(productId, { onHand: 9, reorderThreshold: 0 })).body).toMatchObject({
      reorderThreshold: 0,
    });
    expect((await put(productId, { onHand: 9, reorderThreshold: null })).body.reorderThreshold).toBeNull();
    expect(await warehouse.stockOf(await warehouse.stocked(1))).toMatchObject({ reorderThreshold: null });
  });

  it.each([[-1], [1.5], ['10'], [null], [1_000_000_001], [[10]], [{ more: 1 }]])(
    'refuses %j on hand',
    async (onHand) => {
      const { status, body } = await put(randomUUID(), { onHand });
      expect({ status, field: body.errors[0].field }).toEqual({ status: 400, field: 'onHand' });
    },
  );

  it.each([[-1], [1.5], ['10'], [1_000_000_001], [[10]], [true]])(
    'refuses %j as threshold, and counts nothing then',
    async (reorderThreshold) => {
      const productId = randomUUID();
      const { status, body } = await put(productId, { onHand: 1, reorderThreshold });
      expect({ status, field: body.errors[0].field }).toEqual({ status: 400, field: 'reorderThreshold' });
      expect((await warehouse.service.get(`/stock/${productId}`)).status).toBe(404);
    },
  );

  it('cannot be told what is sold or reserved', async () => {
    expect((await put(randomUUID(), { onHand: 1, sold: 1 })).status).toBe(400);
    expect((await put(randomUUID(), { onHand: 1, reserved: 1 })).status).toBe(400);
  });

  it('survives the same product being counted for the first time by many at once, while it is ordered', async () => {
    const productId = randomUUID();
    const counting = Array.from({ length: 10 }, () =>
      untilAvailable(() => put(productId, { onHand: 5, reorderThreshold: 2 })),
    );
    const ordering = Array.from({ length: 10 }, () => warehouse.placeOrder([productId, 1]));
    expect((await Promise.all(counting)).map(({ status }) => status)).toEqual(counting.map(() => 200));
    const orders = await Promise.all(ordering);
    const verdicts = (await Promise.all(orders.map((order) => warehouse.verdicts(order)))).flat();
    const reserved = verdicts.filter((verdict) => verdict === 'stock-reserved').length;
    expect(await warehouse.stockOf(productId)).toMatchObject({
      onHand: 5,
      reserved,
      available: 5 - reserved,
      sold: 0,
    });
  });
});

describe('StockRunningLow', () => {
  it('is told once for each time that the threshold is crossed, by orders, counts or the threshold itself', async () => {
    const productId = await warehouse.stocked(10, 7);
    await warehouse.placeOrder([productId, 3]);
    await warehouse.placeOrder([productId, 2]);
    const first = { productId, available: 7, reorderThreshold: 7 };
    expect(await warehouse.warnings(productId)).toEqual([first]);
    await put(productId, { onHand: 20 });
    await put(productId, { onHand: 12 });
    const second = { productId, available: 7, reorderThreshold: 7 };
    expect(await warehouse.warnings(productId)).toEqual([first, second]);
    await put(productId, { onHand: 12, reorderThreshold: 2 });
    await put(productId, { onHand: 12, reorderThreshold: 9 });
    const third = { productId, available: 7, reorderThreshold: 9 };
    expect(await warehouse.warnings(productId)).toEqual([first, second, third]);
  });

  it('is told once when many orders at the same time take the last pieces', async () => {
    const productId = await warehouse.stocked(40, 20);
    await Promise.all(Array.from({ length: 40 }, () => warehouse.placeOrder([productId, 1])));
    expect(await warehouse.stockOf(productId)).toMatchObject({ available: 0 });
    expect(await warehouse.warnings(productId)).toEqual([{ productId, available: 20, reorderThreshold: 20 }]);
  });
});
