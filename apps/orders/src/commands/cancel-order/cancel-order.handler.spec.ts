import { Order } from '../../domain/order';
import { OrderAlreadyDecided, OrderNotFound } from '../../domain/order.errors';
import type { Orders } from '../../persistence/orders';
import { CancelOrder } from './cancel-order.command';
import { CancelOrderHandler } from './cancel-order.handler';

const unitPrice = { amount: 300, currency: 'EUR' };
const lines = [{ productId: 'pen', name: 'Pen', quantity: 2, unitPrice }];
const payment = { method: 'card', token: 'tok_success' } as const;

function handler() {
  const order = Order.place('order', { userId: 'ada', lines, payment }, new Date());
  const did: string[] = [];
  const orders: Pick<Orders, 'getForChange' | 'recall' | 'save'> = {
    getForChange: () => Promise.resolve(order),
    recall: (id) => Promise.resolve(void did.push(`recall ${id}`)),
    save: (saved) => Promise.resolve(void did.push(`save ${saved.snapshot().status}`)),
  };
  return { order, did, handler: new CancelOrderHandler(orders as Orders) };
}

describe('CancelOrderHandler', () => {
  it('cancels an order once, and answers a repeated command as if it had cancelled it', async () => {
    const { handler: cancel, did } = handler();
    await cancel.execute(new CancelOrder('order'));
    expect(did).toEqual(['save cancelled']);
    await cancel.execute(new CancelOrder('order', { reason: 'another reason' }));
    // Recalled, the order gives the answer its token: who cancels twice can read what they did, too.
    expect(did).toEqual(['save cancelled', 'recall order']);
  });

  it('finds no order of somebody else for a customer, whatever its status', async () => {
    const { handler: cancel, order, did } = handler();
    const byBob = new CancelOrder('order', { placedBy: 'bob' });
    await expect(cancel.execute(byBob)).rejects.toThrow(OrderNotFound);
    order.confirm(new Date());
    await expect(cancel.execute(byBob)).rejects.toThrow(OrderNotFound);
    expect(did).toEqual([]);
  });

  it('cancels the own one of a customer', async () => {
    const { handler: cancel, did } = handler();
    await cancel.execute(new CancelOrder('order', { placedBy: 'ada' }));
    expect(did).toEqual(['save cancelled']);
  });

  it('refuses what is decided otherwise', async () => {
    const { handler: cancel, order, did } = handler();
    order.confirm(new Date());
    await expect(cancel.execute(new CancelOrder('order'))).rejects.toThrow(OrderAlreadyDecided);
    expect(did).toEqual([]);
  });
});
