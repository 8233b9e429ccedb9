import type { PayableOrder } from './payable-order';

/** Where the orders and their payments are kept. */
export abstract class PayableOrders {
  /**
   * Changes an order, which becomes known with this, in a transaction of its own: when the promise is fulfilled, the change
   * and its events are committed, whatever becomes of the caller. Nobody else changes the order meanwhile. `work` cannot
   * wait for anything, so that no call of the provider is ever made under the lock.
   */
  abstract change<T>(orderId: string, work: (order: PayableOrder) => T): Promise<T>;
}
