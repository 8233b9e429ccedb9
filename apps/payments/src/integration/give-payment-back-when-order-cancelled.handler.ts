import { Injectable } from '@nestjs/common';
import { OrderCancelled } from '@warren/contracts';
import { IdempotentHandler, UnitOfWork } from '@warren/eventing';
import { PayableOrders } from '../domain/payable-orders';
import { PaymentRunner } from '../process/payment-runner';

/**
 * Marks the order, for good: from then on nothing more is taken for it. What was taken goes back afterwards; {@link
 * PaymentRunner} tries that until the provider has confirmed it, because a customer's money hangs on it.
 */
@Injectable()
export class GivePaymentBackWhenOrderCancelled {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly orders: PayableOrders,
    private readonly runner: PaymentRunner,
  ) {}

  @IdempotentHandler(OrderCancelled)
  async handle({ orderId, reason }: OrderCancelled): Promise<void> {
    await this.orders.change(orderId.toLowerCase(), (order) => order.cancel(reason, new Date()));
    this.unitOfWork.afterCommit(() => this.runner.wake());
  }
}
