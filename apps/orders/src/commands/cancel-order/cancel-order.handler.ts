import { Injectable } from '@nestjs/common';
import { Transactional } from '@warren/eventing';
import { Orders } from '../../persistence/orders';
import type { CancelOrder } from './cancel-order.command';

/** Cancels an order that is not decided yet. A payment that comes through at the same moment goes back. */
@Injectable()
export class CancelOrderHandler {
  constructor(private readonly orders: Orders) {}

  /**
   * Cancelling twice is cancelling once.
   *
   * @throws OrderNotFound
   * @throws OrderAlreadyDecided when it was confirmed or rejected before.
   */
  @Transactional()
  async execute({ orderId, reason }: CancelOrder): Promise<void> {
    const order = await this.orders.getForChange(orderId);
    if (order.snapshot().status === 'cancelled') return this.orders.recall(orderId);
    order.cancel('customer', reason, new Date());
    await this.orders.save(order);
  }
}
