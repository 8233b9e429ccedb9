import { Injectable } from '@nestjs/common';
import { PaymentRequested } from '@warren/contracts';
import { IdempotentHandler, UnitOfWork } from '@warren/eventing';
import { PayableOrders } from '../domain/payable-orders';
import type { PaymentDetails } from '../domain/payment';
import { AmountNotPayable, PaymentIdTaken } from '../domain/payment.errors';
import { PaymentRunner } from '../process/payment-runner';

/**
 * Writes down that the order is to be paid. The provider is called afterwards, by {@link PaymentRunner}, which tries until
 * the order gives up waiting (`PAYMENT_WITHIN` of orders, 15 minutes) and is cancelled: that gives the payment up, too.
 */
@Injectable()
export class TakePaymentWhenRequested {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly orders: PayableOrders,
    private readonly runner: PaymentRunner,
  ) {}

  @IdempotentHandler(PaymentRequested, { permanent: [AmountNotPayable, PaymentIdTaken] })
  async handle(event: PaymentRequested): Promise<void> {
    const details = detailsOf(event);
    await this.orders.change(details.orderId, (order) => order.request(details, new Date()));
    this.unitOfWork.afterCommit(() => this.runner.wake());
  }
}

/** Ids as the database spells them: two spellings of one payment would be two streams of events. */
function detailsOf({ orderId, paymentId, userId, amount, method, token }: PaymentRequested): PaymentDetails {
  return {
    id: paymentId.toLowerCase(),
    orderId: orderId.toLowerCase(),
    userId: userId.toLowerCase(),
    amount: { amount: amount.amount, currency: amount.currency },
    method,
    token,
  };
}
