import { eventually } from '@warren/eventing/testing';
import { Customer, stocked, untilStock } from './support/customer';
import { Shop, type Name } from './support/shop';
import { HURRIED } from './support/hurried';

jest.setTimeout(300_000);

let shop: Shop;

beforeAll(async () => {
  const inventory = { RESERVATION_EXPIRES_AFTER: '40s' };
  const orders = { STOCK_WITHIN: '1h', PAYMENT_WITHIN: '1h', RESERVATION_MARGIN: '5s' };
  shop = await Shop.open({ settings: { inventory, orders, payments: HURRIED.payments } });
});
afterAll(() => shop?.close());

/** Waits until a service has told of this order, so that those who are stopped will hear of it. */
async function untilSent(name: Name, type: string, orderId: string): Promise<void> {
  const sql = `
    select from eventing.outbox where type = $1 and strpos(body, $2) > 0 and position <=
      (select last_position from eventing.relay_checkpoint order by id desc limit 1)`;
  await eventually(`${type} of order ${orderId} to be sent`, async () => {
    return (await shop.rows(name, sql, [type, orderId])).length > 0;
  });
}

/** Its stock is reserved, and orders, which is stopped, will hear of it when it starts. */
async function reservedWhileOrdersIsStopped(customer: Customer, pen: string): Promise<string> {
  await shop.inventory.stop();
  const orderId = await customer.order([pen, 2]);
  await untilSent('orders', 'orders.order-placed.v1', orderId);
  await shop.orders.stop();
  await shop.inventory.start();
  await untilSent('inventory', 'inventory.stock-reserved.v1', orderId);
  return orderId;
}

async function reservationOf(orderId: string): Promise<string | undefined> {
  const sql = 'select status from reservations where order_id = $1';
  return (await shop.rows<{ status: string }>('inventory', sql, [orderId]))[0]?.status;
}

/** As long as its stock was promised to the order when it was reserved. */
async function untilItsTimeIsUp(orderId: string): Promise<void> {
  const sql = `
    select (body::json -> 'data' ->> 'expiresAt')::timestamptz < now() as "isUp" from eventing.outbox
     where partition_key = $1 and type = 'inventory.stock-reserved.v1'`;
  await eventually('the time of the reservation to be up', async () => {
    const [reserved] = await shop.rows<{ isUp: boolean }>('inventory', sql, [`reservation/${orderId}`]);
    return reserved?.isUp;
  });
}

async function paymentsOf(orderId: string): Promise<string[]> {
  const { body } = await shop.payments.get(`/payments?orderId=${orderId}`);
  return (body.payments as { status: string }[]).map(({ status }) => status);
}

async function expectNeverConfirmed(customer: Customer, orderId: string): Promise<void> {
  const order = await customer.untilDecided(orderId);
  expect(order).toMatchObject({ status: 'cancelled', reason: expect.stringContaining('set aside') });
  const told = await shop.rows<{ type: string }>(
    'orders',
    'select type from eventing.outbox where partition_key = $1 order by sequence',
    [`order/${orderId}`],
  );
  expect(told.at(-1)).toEqual({ type: 'orders.order-cancelled.v1' });
  expect(told).not.toContainEqual({ type: 'orders.order-confirmed.v1' });
}

it('orders is away for longer than its stock is set aside: the order is cancelled, and no payment asked for', async () => {
  const [ada, pen] = [await Customer.signUp(shop), await stocked(shop, 5)];
  const orderId = await reservedWhileOrdersIsStopped(ada, pen);
  await eventually('the reservation to expire', async () => (await reservationOf(orderId)) === 'expired');
  await untilStock(shop, pen, { onHand: 5, reserved: 0 });
  await shop.orders.start();
  await expectNeverConfirmed(ada, orderId);
  expect(await paymentsOf(orderId)).toEqual([]);
  await eventually('inventory to know the end', async () => (await reservationOf(orderId)) === 'cancelled');
  await untilStock(shop, pen, { onHand: 5, reserved: 0, sold: 0 });
});

it('a payment comes through, but inventory is away and the reservation runs out: the money goes back', async () => {
  const [ada, pen] = [await Customer.signUp(shop), await stocked(shop, 5)];
  const orderId = await reservedWhileOrdersIsStopped(ada, pen);
  await shop.inventory.stop();
  await shop.orders.start();
  await eventually('the payment', async () => /captured|settled/.test((await paymentsOf(orderId)).join()));
  expect((await ada.see(orderId)).status).toBe('awaiting-payment');
  await expectNeverConfirmed(ada, orderId);
  await eventually('the refund', async () => (await paymentsOf(orderId)).join() === 'refunded');
  await shop.inventory.start();
  await eventually('inventory to know the end', async () => (await reservationOf(orderId)) === 'cancelled');
  await untilStock(shop, pen, { onHand: 5, reserved: 0, sold: 0 });
});

it('the payment and the end of the time await orders together: order, stock and money agree, whichever it hears first', async () => {
  const [ada, pen] = [await Customer.signUp(shop), await stocked(shop, 5)];
  await shop.payments.stop();
  const orderId = await ada.order([pen, 2]);
  await eventually('the allocation', async () => (await reservationOf(orderId)) === 'allocated');
  await untilSent('orders', 'orders.payment-requested.v1', orderId);
  await shop.orders.stop();
  await shop.payments.start();
  await untilSent('payments', 'payments.payment-successful.v1', orderId);
  await untilItsTimeIsUp(orderId);
  expect(await reservationOf(orderId)).toBe('allocated');
  await shop.orders.start();
  const { status } = await ada.untilDecided(orderId);
  const isConfirmed = status === 'confirmed';
  await untilStock(shop, pen, { onHand: isConfirmed ? 3 : 5, reserved: 0, sold: isConfirmed ? 2 : 0 });
  await eventually(`the money of a ${status} order to be where it belongs`, async () => {
    const payments = (await paymentsOf(orderId)).join();
    return isConfirmed ? /^(captured|settled)$/.test(payments) : payments === 'refunded';
  });
});
