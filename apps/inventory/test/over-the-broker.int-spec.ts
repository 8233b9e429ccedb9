import { randomUUID } from 'node:crypto';
import { DeadLetters, type DeadLetter } from '@warren/eventing';
import { eventually } from '@warren/eventing/testing';
import { OtherServices, testNamespace, untilReady } from '@warren/platform/testing';
import { NothingReservedYet } from '../src/domain/reservation.errors';
import { SellStockWhenOrderConfirmed } from '../src/integration/sell-stock-when-order-confirmed.handler';
import { orderAwaitingPayment, orderCancelled, orderConfirmed, orderPlaced } from './support/order-events';
import { Warehouse } from './support/warehouse';

jest.setTimeout(60_000);

const namespace = testNamespace();
let warehouse: Warehouse;
const orders = new OtherServices(namespace, { LOG_LEVEL: 'fatal' });

beforeAll(async () => {
  warehouse = await Warehouse.open({ namespace, env: { DATABASE_POOL_SIZE: '10', LOG_LEVEL: 'fatal' } });
  await untilReady(warehouse.service);
});

afterAll(async () => {
  await orders.stop();
  await warehouse?.close();
});

const stock = (productId: string) => warehouse.stockOf(productId) as Promise<Record<string, unknown>>;

/** The message of this order that was given up, once there is one. */
function parked(orderId: string): Promise<DeadLetter> {
  const letters = warehouse.service.app.get(DeadLetters);
  return eventually(`a dead letter of order ${orderId}`, async () => {
    const [letter] = await letters.find({ text: orderId });
    return letter ?? false;
  });
}

async function reserved(productId: string, quantity: number): Promise<string> {
  const orderId = randomUUID();
  await orders.say(orderPlaced(orderId, [productId, quantity]));
  await eventually('the reservation', async () => (await warehouse.verdicts(orderId)).length > 0);
  return orderId;
}

describe('events of orders', () => {
  it('reserve, allocate, release and sell', async () => {
    const pen = await warehouse.stocked(10);
    const [kept, dropped] = [await reserved(pen, 3), await reserved(pen, 4)];
    expect(await stock(pen)).toMatchObject({ onHand: 10, reserved: 7, available: 3 });
    await orders.say(orderAwaitingPayment(kept, [pen, 3]));
    await eventually('the allocation', async () => (await warehouse.verdicts(kept)).length > 1);
    expect(await warehouse.verdicts(kept)).toEqual(['stock-reserved', 'stock-allocated']);
    await orders.say(orderConfirmed(kept, [pen, 3]), orderCancelled(dropped, [pen, 4]));
    await eventually('both decisions', async () => (await stock(pen)).reserved === 0);
    expect(await stock(pen)).toMatchObject({ onHand: 7, available: 7, sold: 3 });
  });

  it('sell what is confirmed before it is known to be placed, once it is', async () => {
    const [pen, orderId] = [await warehouse.stocked(10), randomUUID()];
    const selling = jest.spyOn(warehouse.service.app.get(SellStockWhenOrderConfirmed), 'handle');
    await orders.say(orderConfirmed(orderId, [pen, 3]));
    await eventually('a first try', async () => selling.mock.results.length > 0);
    await expect(selling.mock.results[0]?.value).rejects.toThrow(NothingReservedYet);
    selling.mockRestore();
    await orders.say(orderPlaced(orderId, [pen, 3]));
    await eventually('the sale', async () => (await stock(pen)).sold === 3);
    expect(await stock(pen)).toMatchObject({ onHand: 7, reserved: 0, available: 7 });
  });

  it('leave nothing reserved when orders are placed and cancelled in one breath', async () => {
    const pen = await warehouse.stocked(100);
    const ids = Array.from({ length: 30 }, () => randomUUID());
    for (const id of ids) await orders.say(orderPlaced(id, [pen, 1]), orderCancelled(id, [pen, 1]));
    await eventually('all 30 orders, placed and cancelled', async () => {
      const rows = await warehouse.service.query<{ lines: object[] }>(
        `select lines from reservations where status = 'cancelled' and order_id = any ($1)`,
        [ids],
      );
      return rows.filter(({ lines }) => lines.length > 0).length === ids.length;
    });
    expect(await stock(pen)).toMatchObject({ onHand: 100, reserved: 0, available: 100, sold: 0 });
  });
});

describe('what nobody can mend by trying again is parked at once', () => {
  it('an order that is placed by two events', async () => {
    const pen = await warehouse.stocked(10);
    const orderId = await reserved(pen, 2);
    await orders.say(orderPlaced(orderId, [pen, 2]));
    const letter = await parked(orderId);
    expect(letter).toMatchObject({
      reason: 'permanent',
      attempts: 1,
      consumer: 'reserve-stock-when-order-placed',
      errorName: 'OrderPlacedTwice',
    });
    expect(letter.errorMessage).toContain(`Order ${orderId} was placed before`);
    expect(await stock(pen)).toMatchObject({ reserved: 2 });
    expect(await warehouse.verdicts(orderId)).toEqual(['stock-reserved']);
  });

  it('an order that is confirmed when its stock has expired and gone', async () => {
    const pen = await warehouse.stocked(2);
    const late = await reserved(pen, 2);
    await warehouse.expire(new Date(Date.now() + 2 * 3_600_000));
    await reserved(pen, 1);
    await orders.say(orderConfirmed(late, [pen, 2]));
    const letter = await parked(late);
    expect(letter).toMatchObject({
      reason: 'permanent',
      attempts: 1,
      consumer: 'sell-stock-when-order-confirmed',
      errorName: 'ExpiredAndGone',
    });
    expect(letter.errorMessage).toContain(`2 of product ${pen} are wanted and 1 are available`);
    expect(await stock(pen)).toMatchObject({ onHand: 2, reserved: 1, sold: 0 });
  });

  it('an order that says nothing of what is wanted; the next one is handled', async () => {
    const [pen, orderId] = [await warehouse.stocked(5), randomUUID()];
    const { lines, ...rest } = orderPlaced(orderId, [pen, 1]);
    await orders.misspeak(orderPlaced(orderId, [pen, 1]), { ...rest, positions: lines });
    const letter = await parked(orderId);
    expect(letter).toMatchObject({ reason: 'invalid-payload' });
    expect(letter.errorMessage).toContain('lines');
    expect(await warehouse.verdicts(await reserved(pen, 1))).toEqual(['stock-reserved']);
  });
});
