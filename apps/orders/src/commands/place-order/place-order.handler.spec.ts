import type { Customers } from '../../domain/customers';
import { Order } from '../../domain/order';
import { UnknownProduct, UnknownUser } from '../../domain/order.errors';
import type { Products } from '../../domain/products';
import type { Orders } from '../../persistence/orders';
import type { IdempotencyKeys } from './idempotency-keys';
import { PlaceOrder } from './place-order.command';
import { PlaceOrderHandler } from './place-order.handler';

const ada = { id: 'ada', name: 'Ada Lovelace' };
const pen = { id: 'pen', name: 'Pen', price: { amount: 300, currency: 'EUR' } };
const lines = [{ productId: 'pen', quantity: 2 }];
const priced = [{ productId: 'pen', quantity: 2, name: 'Pen', unitPrice: pen.price }];
const payment = { method: 'card', token: 'tok_success' } as const;

function handler({ orderOfKey }: { orderOfKey?: Order } = {}) {
  const saved: Order[] = [];
  const customers: Customers = { find: (id) => Promise.resolve(id === ada.id ? ada : undefined) };
  const products: Products = {
    findAll: (ids) => Promise.resolve([pen].filter(({ id }) => ids.includes(id))),
  };
  const recalled: string[] = [];
  const orders: Pick<Orders, 'find' | 'recall' | 'save'> = {
    find: (id) => Promise.resolve(orderOfKey?.snapshot().id === id ? orderOfKey : undefined),
    recall: (id) => Promise.resolve(void recalled.push(id)),
    save: (order) => Promise.resolve(void saved.push(order)),
  };
  const keys: Pick<IdempotencyKeys, 'orderIdFor'> = {
    orderIdFor: (_command, newId) => Promise.resolve(orderOfKey?.snapshot().id ?? newId),
  };
  return {
    saved,
    recalled,
    handler: new PlaceOrderHandler(customers, products, orders as Orders, keys as IdempotencyKeys),
  };
}

describe('PlaceOrderHandler', () => {
  it('saves a pending order for a known user', async () => {
    const { handler: placeOrder, saved } = handler();
    const { order, customer } = await placeOrder.execute(new PlaceOrder('ada', lines, payment));
    expect(saved).toEqual([order]);
    expect(order.snapshot()).toMatchObject({
      userId: 'ada',
      lines: priced,
      total: { amount: 600, currency: 'EUR' },
      payment,
      status: 'pending',
    });
    expect(order.snapshot().id).toMatch(/^[0-9a-f-]{14}7/);
    expect(customer).toBe(ada);
  });

  it('refuses an unknown user and saves nothing', async () => {
    const { handler: placeOrder, saved } = handler();
    await expect(placeOrder.execute(new PlaceOrder('nobody', lines, payment))).rejects.toThrow(UnknownUser);
    expect(saved).toEqual([]);
  });

  it('refuses an unknown product and saves nothing', async () => {
    const { handler: placeOrder, saved } = handler();
    const unknown = [...lines, { productId: 'pad', quantity: 1 }];
    await expect(placeOrder.execute(new PlaceOrder('ada', unknown, payment))).rejects.toThrow(UnknownProduct);
    expect(saved).toEqual([]);
  });

  it('answers a repeated command with the order that its key stands for, and saves no other', async () => {
    const first = Order.place('first', { userId: 'ada', lines: priced, payment }, new Date());
    const { handler: placeOrder, saved, recalled } = handler({ orderOfKey: first });
    const { order } = await placeOrder.execute(new PlaceOrder('ada', lines, payment, 'key'));
    expect(order).toBe(first);
    expect(saved).toEqual([]);
    expect(recalled).toEqual(['first']);
  });
});
