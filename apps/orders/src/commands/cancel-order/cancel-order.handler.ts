import { Injectable } from '@nestjs/common';
import { Transactional } from '@warren/eventing';
import { OrderNotFound } from '../../domain/order.errors';
import { Orders } from '../../persistence/orders';
import type { CancelOrder } from './cancel-order.command';

/** Cancels an order that is not decided yet. A payment that comes through at the same moment goes back. */
@Injectable()
export class CancelOrderHandler {
  constructor(private readonly orders: Orders) {}

  /**
   * Cancelling twice is cancelling once.
   *
   * @throws OrderNotFound also for the order of somebody else, who must not even hear that there is one.
   * @throws OrderAlreadyDecided when it was confirmed or rejected before.
   */
  @Transactional()
  async execute({ orderId, reason, placedBy }: CancelOrder): Promise<void> {
    const order = await this.orders.getForChange(orderId);
    const { status, userId } = order.snapshot();
    if (placedBy !== undefined && placedBy !== userId) throw new OrderNotFound(orderId);
    if (status === 'cancelled') return this.orders.recall(orderId);
    order.cancel('customer', reason, new Date());
    await this.orders.save(order);
  }
}
