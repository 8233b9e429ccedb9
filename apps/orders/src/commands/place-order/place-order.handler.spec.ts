import type { Customers } from '../../domain/customers';
import { Order } from '../../domain/order';
import { UnknownUser } from '../../domain/order.errors';
import type { Orders } from '../../persistence/orders';
import type { IdempotencyKeys } from './idempotency-keys';
import { PlaceOrder } from './place-order.command';
import { PlaceOrderHandler } from './place-order.handler';

const ada = { id: 'ada', name: 'Ada Lovelace' };
const lines = [{ productId: 'pen', quantity: 2 }];

function handler({ orderOfKey }: { orderOfKey?: Order } = {}) {
  const saved: Order[] = [];
  const customers: Customers = { find: (id) => Promise.resolve(id === ada.id ? ada : undefined) };
  const orders: Pick<Orders, 'find' | 'save'> = {
    find: (id) => Promise.resolve(orderOfKey?.snapshot().id === id ? orderOfKey : undefined),
    save: (order) => Promise.resolve(void saved.push(order)),
  };
  const keys: Pick<IdempotencyKeys, 'orderIdFor'> = {
    orderIdFor: (_command, newId) => Promise.resolve(orderOfKey?.snapshot().id ?? newId),
  };
  return { saved, handler: new PlaceOrderHandler(customers, orders as Orders, keys as IdempotencyKeys) };
}

describe('PlaceOrderHandler', () => {
  it('saves a pending order for a known user', async () => {
    const { handler: placeOrder, saved } = handler();
    const { order, customer } = await placeOrder.execute(new PlaceOrder('ada', lines));
    expect(saved).toEqual([order]);
    expect(order.snapshot()).toMatchObject({ userId: 'ada', lines, status: 'pending' });
    expect(order.snapshot().id).toMatch(/^[0-9a-f-]{14}7/);
    expect(customer).toBe(ada);
  });

  it('refuses an unknown user and saves nothing', async () => {
    const { handler: placeOrder, saved } = handler();
    await expect(placeOrder.execute(new PlaceOrder('nobody', lines))).rejects.toThrow(UnknownUser);
    expect(saved).toEqual([]);
  });

  it('answers a repeated command with the order that its key stands for, and saves no other', async () => {
    const first = Order.place('first', 'ada', lines, new Date());
    const { handler: placeOrder, saved } = handler({ orderOfKey: first });
    const { order } = await placeOrder.execute(new PlaceOrder('ada', lines, 'key'));
    expect(order).toBe(first);
    expect(saved).toEqual([]);
  });
});
