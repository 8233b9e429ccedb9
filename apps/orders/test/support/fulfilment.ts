import { saga } from '@warren/eventing/testing';
import type { Money } from '../../src/domain/money';
import { Order } from '../../src/domain/order';
import { OrdersConfig } from '../../src/orders.config';
import type { Orders } from '../../src/persistence/orders';
import { FulfilOrder } from '../../src/sagas/fulfil-order/fulfil-order.saga';
import { lines, orderId, placedAt, userId } from './events';

/** The saga with one order, which is what the saga changes. */
export function fulfilment({ unitPrice }: { unitPrice?: Money } = {}) {
  let state = Order.place(
    orderId,
    {
      userId,
      lines: unitPrice ? lines.map((line) => ({ ...line, unitPrice })) : lines,
      payment: { method: 'card', token: 'tok_success' },
    },
    new Date(placedAt),
  ).snapshot();
  const told: string[] = [];
  const orders: Pick<Orders, 'getForChange' | 'save'> = {
    getForChange: () => Promise.resolve(Order.restore(state)),
    save: (order) => {
      state = order.snapshot();
      told.push(...order.pullEvents().map(({ type }) => type));
      return Promise.resolve();
    },
  };
  return {
    story: saga(FulfilOrder, orders as Orders, new OrdersConfig()),
    /** As if the customer had cancelled it by a command. @returns whether that was possible. */
    cancelledByCustomer: (): boolean => {
      const order = Order.restore(state);
      if (order.isDecided) return false;
      order.cancel('customer', 'a whim', new Date(placedAt));
      state = order.snapshot();
      told.push(...order.pullEvents().map(({ type }) => type));
      return true;
    },
    order: () => ({ status: state.status, reason: state.reason, told }),
  };
}
