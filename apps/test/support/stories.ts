import { eventually } from '@warren/eventing/testing';
import { Customer, stocked, untilStock, type OrderSeen } from './customer';
import type { Shop } from './shop';

/** Settings with which what takes minutes in a real shop takes seconds. */
export const HURRIED = {
  orders: { STOCK_WITHIN: '60s', PAYMENT_WITHIN: '5s' },
  payments: {
    PROVIDER_TIME_LIMIT: '300ms',
    PROVIDER_TRIES: '2',
    BREAKER_OPEN_FOR: '500ms',
    SETTLE_EVERY: '1s',
    SIMULATED_PROVIDER_LATENCY: '5ms',
  },
};

/** Something that happens in a shop, from its beginning to what everybody knows of it in the end. */
export type Story = (shop: Shop) => Promise<void>;

const statusesOf = ({ history }: OrderSeen) => history.map(({ status }) => status);

async function paymentsOf(
  shop: Shop,
  orderId: string,
): Promise<{ status: string; history: { status: string }[] }[]> {
  const { body } = await shop.payments.get(`/payments?orderId=${orderId}`);
  return body.payments as { status: string; history: { status: string }[] }[];
}

const untilPayment = (shop: Shop, orderId: string, status: string) =>
  eventually(`the payment of order ${orderId} to be ${status}`, async () => {
    const payments = await paymentsOf(shop, orderId);
    if (payments.map((payment) => payment.status).join() === status) return true;
    throw new Error(`it is ${JSON.stringify(payments)}`);
  });

async function notificationsOf(shop: Shop, query: string): Promise<{ kind: string; status: string }[]> {
  return (await shop.notifications.get(`/notifications?${query}`)).body.notifications as {
    kind: string;
    status: string;
  }[];
}

/** Each of these was sent, once; of others there is nothing. */
const untilTold = (shop: Shop, userId: string, ...kinds: string[]) =>
  eventually(`the customer to be told of ${kinds.join(', ')}`, async () => {
    const told = await notificationsOf(shop, `userId=${userId}`);
    expect(told.map(({ kind, status }) => `${kind} ${status}`).sort()).toEqual(
      kinds.map((kind) => `${kind} sent`).sort(),
    );
    return true;
  });

export const STORIES: Record<string, Story> = {
  'an order is paid, told, sold and settled': async (shop) => {
    const [ada, pen] = [await Customer.signUp(shop), await stocked(shop, 10)];
    const orderId = await ada.order([pen, 2]);
    expect(statusesOf(await ada.untilDecided(orderId))).toEqual(['pending', 'awaiting-payment', 'confirmed']);
    await untilStock(shop, pen, { onHand: 8, reserved: 0, available: 8, sold: 2 });
    await untilPayment(shop, orderId, 'settled');
    await untilTold(shop, ada.id, 'order-confirmed');
    await eventually('the catalog to show what is left', async () => {
      const { body } = await shop.catalog.get(`/products/${pen}`);
      return body.stock?.available === 8;
    });
  },

  'an order for more than there is is rejected': async (shop) => {
    const [ada, pen] = [await Customer.signUp(shop), await stocked(shop, 1)];
    const order = await ada.untilDecided(await ada.order([pen, 2]));
    expect(statusesOf(order)).toEqual(['pending', 'rejected']);
    expect(await paymentsOf(shop, order.id)).toEqual([]);
    await untilStock(shop, pen, { onHand: 1, reserved: 0, sold: 0 });
    await untilTold(shop, ada.id, 'order-rejected');
  },

  'a declined card cancels the order and releases its stock': async (shop) => {
    const [ada, pen] = [await Customer.signUp(shop), await stocked(shop, 5)];
    const order = await ada.untilDecided(await ada.orderWith('tok_declined', [pen, 2]));
    expect(statusesOf(order)).toEqual(['pending', 'awaiting-payment', 'cancelled']);
    expect(order.reason).toMatch(/insufficient funds/i);
    await untilStock(shop, pen, { onHand: 5, reserved: 0, sold: 0 });
    await untilPayment(shop, order.id, 'failed');
    await untilTold(shop, ada.id, 'payment-failed', 'order-cancelled');
  },

  'a provider that never answers: the order is cancelled in time, and nothing is taken': async (shop) => {
    const [ada, pen] = [await Customer.signUp(shop), await stocked(shop, 5)];
    const order = await ada.untilDecided(await ada.orderWith('tok_timeout', [pen, 2]));
    expect(order.status).toBe('cancelled');
    expect(order.reason).toMatch(/did not come through/);
    await untilStock(shop, pen, { onHand: 5, reserved: 0, sold: 0 });
    await eventually('the payment to be given up', async () => {
      const payments = await paymentsOf(shop, order.id);
      return payments.every(({ status }) => status === 'failed');
    });
    expect(JSON.stringify(await paymentsOf(shop, order.id))).not.toMatch(/captured/);
  },

  'a provider that fails now and then: the order is paid once': async (shop) => {
    const [ada, pen] = [await Customer.signUp(shop), await stocked(shop, 5)];
    const order = await ada.untilDecided(await ada.orderWith('tok_flaky', [pen, 1]));
    expect(['confirmed', 'cancelled']).toContain(order.status); // it may fail until the order waits no longer
    const [onHand, sold] = order.status === 'confirmed' ? [4, 1] : [5, 0];
    await untilStock(shop, pen, { onHand, reserved: 0, sold });
  },

  'a customer cancels while the payment is under way': async (shop) => {
    const [ada, pen] = [await Customer.signUp(shop), await stocked(shop, 5)];
    const orderId = await ada.order([pen, 2]);
    const answer = await eventually('the cancellation to be answered', async () => {
      const tried = await ada.cancel(orderId);
      return [204, 409].includes(tried.status) && tried;
    });
    const order = await ada.untilDecided(orderId);
    expect(order.status).toBe(answer.status === 204 ? 'cancelled' : 'confirmed');
    const sold = order.status === 'cancelled' ? 0 : 2;
    await untilStock(shop, pen, { onHand: 5 - sold, reserved: 0, sold });
    await eventually('the money to be where it belongs', async () => {
      const statuses = (await paymentsOf(shop, orderId)).map(({ status }) => status);
      return statuses.every((status) =>
        sold === 0 ? ['failed', 'refunded'].includes(status) : ['captured', 'settled'].includes(status),
      );
    });
  },

  'a user is renamed, and the order follows': async (shop) => {
    const [ada, pen] = [await Customer.signUp(shop), await stocked(shop, 5)];
    const orderId = await ada.order([pen, 1]);
    expect((await shop.users.patch(`/users/${ada.id}`, { name: 'Ada King' })).status).toBe(200);
    await eventually('the new name to reach orders', async () => {
      return (await ada.see(orderId)).customer.name === 'Ada King';
    });
    await ada.untilDecided(orderId);
  },

  'the stock runs low, and the warehouse hears of it once': async (shop) => {
    const [ada, pen] = [await Customer.signUp(shop), await stocked(shop, 6, { reorderThreshold: 4 })];
    for (let index = 0; index < 3; index++) await ada.untilDecided(await ada.order([pen, 1]));
    await untilStock(shop, pen, { onHand: 3, sold: 3 });
    const recipient = encodeURIComponent('warehouse@warren.example');
    await eventually('the warehouse to be told', async () => {
      const { body } = await shop.notifications.get(`/notifications?recipient=${recipient}`);
      const told = (body.notifications as { kind: string; text: string }[]).filter(
        ({ kind, text }) => kind === 'stock-running-low' && text.includes(pen),
      );
      expect(told).toHaveLength(1);
      return true;
    });
  },
};
