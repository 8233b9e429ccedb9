import { randomUUID } from 'node:crypto';
import { eventually } from '@warren/eventing/testing';
import { Hold, OtherServices, testNamespace, untilReady } from '@warren/platform/testing';
import { orderPlaced } from './support/order-events';
import { Warehouse } from './support/warehouse';

jest.setTimeout(180_000);

const namespace = testNamespace();
const orders = new OtherServices(namespace, { LOG_LEVEL: 'fatal' });
let warehouse: Warehouse;

beforeAll(async () => {
  const env = { DATABASE_POOL_SIZE: '4', DATABASE_LOCK_TIMEOUT: '300ms', LOG_LEVEL: 'fatal' };
  warehouse = await Warehouse.open({ namespace, env });
  await untilReady(warehouse.service);
});

afterAll(async () => {
  await orders.stop();
  await warehouse?.close();
});

async function place(productId: string, times: number): Promise<string[]> {
  const ids = Array.from({ length: times }, () => randomUUID());
  for (const id of ids) await orders.say(orderPlaced(id, [productId, 1]));
  return ids;
}

async function areReserved(orderIds: string[]): Promise<boolean> {
  const verdicts = await Promise.all(orderIds.map((id) => warehouse.verdicts(id)));
  return verdicts.every((each) => each.join() === 'stock-reserved');
}

/** A session that somebody has forgotten, in the middle of a transaction. */
it('one product that somebody keeps locked stops neither the others nor requests, and is caught up with afterwards', async () => {
  const [locked, free] = [await warehouse.stocked(50), await warehouse.stocked(50)];
  const hold = await Hold.on(
    warehouse.service.databaseUrl,
    'select from stock where product_id = $1 for update',
    [locked],
  );
  const waiting = await place(locked, 12);
  await hold.untilWaitedFor();
  const others = await place(free, 3);
  await eventually('the orders of another product', () => areReserved(others));
  const { status, body } = await warehouse.service.put(`/stock/${locked}`, { onHand: 60 });
  expect({ status, type: body.type }).toEqual({ status: 503, type: 'urn:problem:busy' });
  expect((await warehouse.service.put(`/stock/${free}`, { onHand: 60 })).status).toBe(200);
  await hold.letGo();
  await eventually('the orders that waited', () => areReserved(waiting));
});
