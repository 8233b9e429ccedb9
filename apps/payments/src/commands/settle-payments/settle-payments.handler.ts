import { Injectable } from '@nestjs/common';
import { PayableOrdersInDatabase } from '../../persistence/payable-orders-in-database';
import { PaymentProvider } from '../../provider/payment-provider';
import { CapturedPayments } from './captured-payments';

const BATCH = 100;

/**
 * Asks the provider which captured payments it has paid out, and writes that down. Replicas may do so at the same time: a
 * payment that another one is writing is passed over, and one that is settled already stays as it is.
 */
@Injectable()
export class SettlePaymentsHandler {
  constructor(
    private readonly captured: CapturedPayments,
    private readonly orders: PayableOrdersInDatabase,
    private readonly provider: PaymentProvider,
  ) {}

  /** @returns how many payments became settled. */
  async execute(): Promise<number> {
    let settled = 0;
    let batch = await this.captured.next(BATCH);
    while (batch.length > 0) {
      const paidOut = new Set(await this.provider.paidOut(batch.map(({ id }) => id)));
      settled += await this.settle(batch.filter(({ id }) => paidOut.has(id)).map(({ orderId }) => orderId));
      batch = await this.captured.next(BATCH, batch.at(-1)?.id);
    }
    return settled;
  }

  private async settle(orderIds: readonly string[]): Promise<number> {
    if (orderIds.length === 0) return 0;
    const changed = await this.orders.changeIdle(orderIds, ({ payment }) => {
      // It was refunded, or settled by another replica, since it was looked up.
      if (payment?.status !== 'captured') return false;
      payment.settle(new Date());
      return true;
    });
    return changed.filter(Boolean).length;
  }
}
