import { randomUUID } from 'node:crypto';
import { OrderPlaced, PlacedLine } from '@warren/contracts';
import { UnitOfWork } from '@warren/eventing';
import { startService, untilAvailable, type StartedService } from '@warren/platform/testing';
import { migrations } from '../migrations';
import { ReserveStockWhenOrderPlaced } from '../src/integration/reserve-stock-when-order-placed.handler';
import { InventoryModule } from '../src/inventory.module';

jest.setTimeout(60_000);

let inventory: StartedService;

beforeAll(async () => {
  inventory = await startService(InventoryModule, {
    name: 'inventory',
    migrations,
    env: { DATABASE_POOL_SIZE: '30' },
  });
});

afterAll(() => inventory.stop());

type Wish = [productId: string, quantity: number];

/** What the handler does when an order arrives, as often and as much at once as the test wants. */
async function placeOrder(...wishes: Wish[]): Promise<string> {
  const orderId = randomUUID();
  const lines = wishes.map(([productId, quantity]) => new PlacedLine({ productId, quantity }));
  const event = new OrderPlaced({ orderId, userId: randomUUID(), lines, placedAt: new Date().toISOString() });
  await handle(event);
  return orderId;
}

/** On a busy machine the pool may have no connection to give in time; then, as in the pipeline, it is tried again. */
async function handle(event: OrderPlaced): Promise<void> {
  try {
    await inventory.app
      .get(UnitOfWork)
      .run(() => inventory.app.get(ReserveStockWhenOrderPlaced).handle(event));
  } catch (error) {
    if (!/^timeout exceeded when trying to connect/.test(String((error as Error).message))) throw error;
    await handle(event);
  }
}

async function stocked(onHand: number): Promise<string> {
  const productId = randomUUID();
  expect((await inventory.put(`/stock/${productId}`, { onHand })).status).toBe(200);
  return productId;
}

const stockOf = async (productId: string) => (await inventory.get(`/stock/${productId}`)).body as object;

async function told(
  partitionKey: string,
): Promise<{ type: string; data: { reason?: string; lines?: object } }[]> {
  const rows = await inventory.query<{ body: string }>(
    'select body::text as body from eventing.outbox where partition_key = $1 order by position',
    [partitionKey],
  );
  return rows.map(({ body }) => JSON.parse(body) as { type: string; data: object });
}

const verdict = async (orderId: string) => (await told(`reservation/${orderId}`)).map(({ type }) => type);

describe('PUT and GET /stock/:productId', () => {
  it('says what is there, and tells others', async () => {
    const productId = randomUUID();
    const answer = await inventory.put(`/stock/${productId}`, { onHand: 10 });
    const stock = { productId, onHand: 10, reserved: 0, available: 10 };
    expect({ status: answer.status, body: answer.body }).toEqual({ status: 200, body: stock });
    expect(await stockOf(productId)).toEqual(stock);
    expect(await told(`stock/${productId}`)).toMatchObject([
      { type: 'inventory.stock-updated.v1', data: stock },
    ]);
  });

  it('takes one product for one, however its id is spelled', async () => {
    const productId = await stocked(3);
    expect(await stockOf(productId.toUpperCase())).toMatchObject({ productId, onHand: 3 });
  });

  it('knows a product with nothing on hand, and not one that nobody has counted', async () => {
    expect(await stockOf(await stocked(0))).toMatchObject({ onHand: 0, available: 0 });
    const { status, body } = await inventory.get(`/stock/${randomUUID()}`);
    expect({ status, type: body.type }).toEqual({ status: 404, type: 'urn:problem:stock-not-found' });
  });

  it('keeps what is reserved when the count changes, and refuses a count below it', async () => {
    const productId = await stocked(10);
    await placeOrder([productId, 4]);
    const { status, body } = await inventory.put(`/stock/${productId}`, { onHand: 3 });
    expect({ status, type: body.type }).toEqual({ status: 409, type: 'urn:problem:on-hand-below-reserved' });
    expect((await inventory.put(`/stock/${productId}`, { onHand: 4 })).body).toMatchObject({
      reserved: 4,
      available: 0,
    });
  });

  it.each([[-1], [1.5], ['10'], [null], [1_000_000_001], [[10]], [{ more: 1 }]])(
    'refuses %j on hand',
    async (onHand) => {
      const { status, body } = await inventory.put(`/stock/${randomUUID()}`, { onHand });
      expect({ status, field: body.errors[0].field }).toEqual({ status: 400, field: 'onHand' });
    },
  );

  it('survives the same product being counted for the first time by many at once, while it is ordered', async () => {
    const productId = randomUUID();
    const counting = Array.from({ length: 10 }, () =>
      untilAvailable(() => inventory.put(`/stock/${productId}`, { onHand: 5 })),
    );
    const ordering = Array.from({ length: 10 }, () => placeOrder([productId, 1]));
    expect((await Promise.all(counting)).map(({ status }) => status)).toEqual(counting.map(() => 200));
    const verdicts = (await Promise.all((await Promise.all(ordering)).map(verdict))).flat();
    const reserved = verdicts.filter((type) => type === 'inventory.stock-reserved.v1').length;
    expect(await stockOf(productId)).toEqual({ productId, onHand: 5, reserved, available: 5 - reserved });
  });
});

describe('an order', () => {
  it('gets all it asks for, lines of one product added up', async () => {
    const [pen, ink] = [await stocked(10), await stocked(1)];
    const orderId = await placeOrder([pen, 3], [ink, 1], [pen, 2]);
    expect(await stockOf(pen)).toMatchObject({ reserved: 5, available: 5 });
    expect(await stockOf(ink)).toMatchObject({ reserved: 1, available: 0 });
    const lines = [
      { productId: pen, quantity: 5 },
      { productId: ink, quantity: 1 },
    ];
    expect(await told(`reservation/${orderId}`)).toMatchObject([
      { type: 'inventory.stock-reserved.v1', data: { orderId, lines } },
    ]);
  });

  it('gets nothing when one line cannot be had, and is told which and why', async () => {
    const [pen, ink, unheardOf] = [await stocked(10), await stocked(1), randomUUID()];
    const orderId = await placeOrder([pen, 3], [ink, 2], [unheardOf, 1]);
    expect(await stockOf(pen)).toMatchObject({ reserved: 0 });
    expect(await stockOf(ink)).toMatchObject({ reserved: 0 });
    const [event] = await told(`reservation/${orderId}`);
    expect(event).toMatchObject({
      type: 'inventory.stock-rejected.v1',
      data: {
        shortLines: [
          { productId: ink, requested: 2, available: 1 },
          { productId: unheardOf, requested: 1, available: 0 },
        ],
      },
    });
    expect(event?.data.reason).toBe(
      `Too little stock: 2 of product ${ink} were ordered and 1 are available, 1 of product ${unheardOf} were ordered and 0 are available`,
    );
  });

  it('never makes stock negative, with 50 at once after the last pieces of two products', async () => {
    const [pen, ink] = [await stocked(20), await stocked(30)];
    // Half of them name the products the other way round: locked as they are named, they would deadlock.
    const wishes = Array.from({ length: 50 }, (_, i): Wish[] =>
      i % 2
        ? [
            [pen, 1],
            [ink, 1],
          ]
        : [
            [ink, 1],
            [pen, 1],
          ],
    );
    const orders = await Promise.all(wishes.map((wish) => placeOrder(...wish)));
    const verdicts = (await Promise.all(orders.map(verdict))).flat();
    expect(verdicts.filter((type) => type === 'inventory.stock-reserved.v1')).toHaveLength(20);
    expect(verdicts.filter((type) => type === 'inventory.stock-rejected.v1')).toHaveLength(30);
    expect(await stockOf(pen)).toEqual({ productId: pen, onHand: 20, reserved: 20, available: 0 });
    expect(await stockOf(ink)).toEqual({ productId: ink, onHand: 30, reserved: 20, available: 10 });
    const history = (await told(`stock/${pen}`)).map(({ data }) => (data as { available: number }).available);
    expect(history).toEqual(Array.from({ length: 21 }, (_, i) => 20 - i));
  });
});
