import { randomUUID } from 'node:crypto';
import {
  ConfirmedWithoutStock,
  NothingReservedYet,
  OrderPlacedTwice,
} from '../src/domain/reservation.errors';
import { orderCancelled, orderConfirmed, orderPlaced, type Wish } from './support/order-events';
import { Warehouse } from './support/warehouse';

jest.setTimeout(60_000);

let warehouse: Warehouse;

beforeAll(async () => {
  warehouse = await Warehouse.open();
});

afterAll(() => warehouse.close());

describe('an order that is placed', () => {
  it('gets all it asks for, lines of one product added up', async () => {
    const [pen, ink] = [await warehouse.stocked(10), await warehouse.stocked(1)];
    const orderId = await warehouse.placeOrder([pen, 3], [ink, 1], [pen, 2]);
    expect(await warehouse.stockOf(pen)).toMatchObject({ reserved: 5, available: 5 });
    expect(await warehouse.stockOf(ink)).toMatchObject({ reserved: 1, available: 0 });
    const lines = [
      { productId: pen, quantity: 5 },
      { productId: ink, quantity: 1 },
    ];
    expect(await warehouse.told('reservation', orderId)).toMatchObject([
      { type: 'inventory.stock-reserved.v1', data: { orderId, lines } },
    ]);
  });

  it('gets nothing when one line cannot be had, and is told which and why', async () => {
    const [pen, ink, unheardOf] = [await warehouse.stocked(10), await warehouse.stocked(1), randomUUID()];
    const orderId = await warehouse.placeOrder([pen, 3], [ink, 2], [unheardOf, 1]);
    expect(await warehouse.stockOf(pen)).toMatchObject({ reserved: 0 });
    expect(await warehouse.stockOf(ink)).toMatchObject({ reserved: 0 });
    const [event] = await warehouse.told('reservation', orderId);
    expect(event).toMatchObject({
      type: 'inventory.stock-rejected.v1',
      data: {
        shortLines: [
          { productId: ink, requested: 2, available: 1 },
          { productId: unheardOf, requested: 1, available: 0 },
        ],
        reason: `Too little stock: 2 of product ${ink} were ordered and 1 are available, 1 of product ${unheardOf} were ordered and 0 are available`,
      },
    });
  });

  it('never makes stock negative, with 50 at once after the last pieces of two products', async () => {
    const [pen, ink] = [await warehouse.stocked(20), await warehouse.stocked(30)];
    // Half of them name the products the other way round: locked as they are named, they would deadlock.
    const both: Wish[] = [
      [pen, 1],
      [ink, 1],
    ];
    const wishes = Array.from({ length: 50 }, (_, i) => (i % 2 ? both : both.toReversed()));
    const orders = await Promise.all(wishes.map((wish) => warehouse.placeOrder(...wish)));
    const verdicts = (await Promise.all(orders.map((order) => warehouse.verdicts(order)))).flat();
    expect(verdicts.filter((verdict) => verdict === 'stock-reserved')).toHaveLength(20);
    expect(verdicts.filter((verdict) => verdict === 'stock-rejected')).toHaveLength(30);
    expect(await warehouse.stockOf(pen)).toMatchObject({ onHand: 20, reserved: 20, available: 0 });
    expect(await warehouse.stockOf(ink)).toMatchObject({ onHand: 30, reserved: 20, available: 10 });
    const history = (await warehouse.told('stock', pen)).map(({ data }) => data.available);
    expect(history).toEqual(Array.from({ length: 21 }, (_, i) => 20 - i));
  });

  it('is reserved once when two events place it at the same time; the other one is a mistake', async () => {
    const [pen, orderId] = [await warehouse.stocked(10), randomUUID()];
    const results = await Promise.allSettled(
      Array.from({ length: 5 }, () => warehouse.handle(orderPlaced(orderId, [pen, 2]))),
    );
    const refusals = results.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []));
    expect(refusals).toHaveLength(4);
    for (const refusal of refusals) expect(refusal).toBeInstanceOf(OrderPlacedTwice);
    expect(await warehouse.stockOf(pen)).toMatchObject({ reserved: 2 });
    expect(await warehouse.verdicts(orderId)).toEqual(['stock-reserved']);
  });
});

describe('an order that is cancelled', () => {
  it('gives its stock back, once, and tells others', async () => {
    const pen = await warehouse.stocked(10);
    const orderId = await warehouse.placeOrder([pen, 3]);
    const twice = [orderCancelled(orderId, [pen, 3]), orderCancelled(orderId, [pen, 3])];
    await Promise.all(twice.map((event) => warehouse.handle(event)));
    expect(await warehouse.stockOf(pen)).toMatchObject({ onHand: 10, reserved: 0, available: 10, sold: 0 });
    expect(await warehouse.told('reservation', orderId)).toMatchObject([
      { type: 'inventory.stock-reserved.v1' },
      {
        type: 'inventory.stock-released.v1',
        data: { orderId, cause: 'order-cancelled', lines: [{ productId: pen, quantity: 3 }] },
      },
    ]);
    expect((await warehouse.told('stock', pen)).map(({ data }) => data.available)).toEqual([10, 7, 10]);
  });

  it('gets nothing when that it was placed is handled afterwards, or at the same time', async () => {
    const pen = await warehouse.stocked(100);
    const late = randomUUID();
    await warehouse.handle(orderCancelled(late, [pen, 3]));
    await warehouse.handle(orderPlaced(late, [pen, 3]));
    expect(await warehouse.verdicts(late)).toEqual([]);
    await expect(warehouse.handle(orderPlaced(late, [pen, 3]))).rejects.toThrow(OrderPlacedTwice);
    const racing = Array.from({ length: 20 }, () => randomUUID());
    await Promise.all(
      racing
        .flatMap((orderId) => [orderPlaced(orderId, [pen, 1]), orderCancelled(orderId, [pen, 1])])
        .map((event) => warehouse.handle(event)),
    );
    expect(await warehouse.stockOf(pen)).toMatchObject({ onHand: 100, reserved: 0, available: 100 });
    for (const orderId of racing) {
      expect([[], ['stock-reserved', 'stock-released']]).toContainEqual(await warehouse.verdicts(orderId));
    }
  });
});

describe('an order that is confirmed', () => {
  it('takes its stock off the shelf, once', async () => {
    const pen = await warehouse.stocked(10);
    const orderId = await warehouse.placeOrder([pen, 3]);
    await warehouse.placeOrder([pen, 2]);
    const twice = [orderConfirmed(orderId, [pen, 3]), orderConfirmed(orderId, [pen, 3])];
    await Promise.all(twice.map((event) => warehouse.handle(event)));
    const numbers = { productId: pen, onHand: 7, reserved: 2, available: 5 };
    expect(await warehouse.stockOf(pen)).toMatchObject({ ...numbers, sold: 3 });
    expect((await warehouse.told('stock', pen)).at(-1)?.data).toEqual(numbers);
    expect(await warehouse.verdicts(orderId)).toEqual(['stock-reserved']);
  });

  it('and cancelled afterwards is on the shelf again, in whichever order that is handled', async () => {
    const pen = await warehouse.stocked(10);
    const [inOrder, reversed] = [await warehouse.placeOrder([pen, 3]), await warehouse.placeOrder([pen, 4])];
    await warehouse.handle(orderConfirmed(inOrder, [pen, 3]));
    await warehouse.handle(orderCancelled(inOrder, [pen, 3]));
    await warehouse.handle(orderCancelled(reversed, [pen, 4]));
    await warehouse.handle(orderConfirmed(reversed, [pen, 4]));
    expect(await warehouse.stockOf(pen)).toMatchObject({ onHand: 10, reserved: 0, available: 10, sold: 0 });
    expect(await warehouse.verdicts(inOrder)).toEqual(['stock-reserved', 'stock-released']);
  });

  it('is refused while it is not known to be placed, without a trace, and when its stock was rejected', async () => {
    const [pen, orderId] = [await warehouse.stocked(10), randomUUID()];
    const confirmed = orderConfirmed(orderId, [pen, 11]);
    await expect(warehouse.handle(confirmed)).rejects.toThrow(NothingReservedYet);
    await warehouse.handle(orderPlaced(orderId, [pen, 11]));
    expect(await warehouse.verdicts(orderId)).toEqual(['stock-rejected']);
    await expect(warehouse.handle(confirmed)).rejects.toThrow(ConfirmedWithoutStock);
    expect(await warehouse.stockOf(pen)).toMatchObject({ onHand: 10, sold: 0 });
  });
});
