import { Injectable } from '@nestjs/common';
import { OrderCancelled } from '@warren/contracts';
import { IdempotentHandler } from '@warren/eventing';
import { PaymentProcess } from '../process/payment-process';

/**
 * First the order is marked, for good: from then on nothing more is taken for it. Then what was taken goes back. That is
 * tried for almost two days, because a customer's money hangs on it, and parked for a person after that.
 */
@Injectable()
export class GivePaymentBackWhenOrderCancelled {
  constructor(private readonly process: PaymentProcess) {}

  @IdempotentHandler(OrderCancelled, {
    retry: { immediate: 1, delays: ['1s', '5s', '15s', '1m', '5m', '15m', '1h', '6h', '12h', '1d'] },
  })
  async handle({ orderId, reason }: OrderCancelled): Promise<void> {
    await this.process.run(orderId.toLowerCase(), (order) => order.cancel(reason, new Date()));
  }
}
