import { Injectable } from '@nestjs/common';
import { PaymentRequested } from '@warren/contracts';
import { IdempotentHandler } from '@warren/eventing';
import type { PayableOrder } from '../domain/payable-order';
import type { PaymentDetails } from '../domain/payment';
import { AmountNotPayable, PaymentIdTaken } from '../domain/payment.errors';
import { PaymentProcess } from '../process/payment-process';

/**
 * When the provider does not answer at any try, the message is parked and the payment stays as it is, shown as `requested`
 * or `authorized`. The order gives up waiting at about that time (`PAYMENT_WITHIN` of orders, 15 minutes) and is cancelled,
 * which gives the payment up, too: sent round again after that, this message does nothing. Until then it is tried every few
 * minutes: a provider that comes back in the fourteenth is still in time.
 */
@Injectable()
export class TakePaymentWhenRequested {
  constructor(private readonly process: PaymentProcess) {}

  // One try at once: the calls of the provider are repeated by themselves, and what repeats a failure holds a connection.
  @IdempotentHandler(PaymentRequested, {
    retry: { immediate: 1, delays: ['1s', '5s', '15s', '1m', '2m', '3m', '3m', '3m', '2m'] },
    permanent: [AmountNotPayable, PaymentIdTaken],
  })
  async handle(event: PaymentRequested): Promise<void> {
    const details = detailsOf(event);
    const ask = (order: PayableOrder) => order.request(details, new Date());
    await this.process.run(details.orderId, ask, event.token);
  }
}

/** Ids as the database spells them: two spellings of one payment would be two streams of events. */
function detailsOf({ orderId, paymentId, userId, amount, method }: PaymentRequested): PaymentDetails {
  return {
    id: paymentId.toLowerCase(),
    orderId: orderId.toLowerCase(),
    userId: userId.toLowerCase(),
    amount: { amount: amount.amount, currency: amount.currency },
    method,
  };
}
