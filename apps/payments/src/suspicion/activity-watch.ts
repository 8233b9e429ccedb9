import { Injectable } from '@nestjs/common';
import ms from 'ms';
import { SuspiciousActivityDetected } from '@warren/contracts';
import { Outbox } from '@warren/eventing';
import { PaymentsConfig } from '../payments.config';
import type { PaymentEvent } from '../domain/payment.events';
import { hasManyDeclines, isUnusual, medianOf } from '../domain/suspicion';
import { Payers } from './payers';

/** Looks at what happens to payments, in the same transaction, and tells of what a person should look at. */
@Injectable()
export class ActivityWatch {
  constructor(
    private readonly payers: Payers,
    private readonly outbox: Outbox,
    private readonly config: PaymentsConfig,
  ) {}

  async lookAt(event: PaymentEvent): Promise<void> {
    if (event.type === 'failed' && event.code === 'card-declined') await this.lookAtDecline(event);
    if (event.type === 'captured') await this.lookAtAmount(event);
  }

  /** The customer's row is locked: two declines at the same time are counted one after the other. */
  private async lookAtDecline(event: PaymentEvent): Promise<void> {
    const { userId, at } = event;
    const { DECLINE_THRESHOLD: threshold, DECLINE_WINDOW: window } = this.config;
    const windowMs = ms(window);
    const lastReport = await this.payers.lastDeclineReportForChange(userId);
    const declines = await this.payers.declinesSince(userId, new Date(at.getTime() - windowMs));
    if (!hasManyDeclines(declines, lastReport, at, { threshold, windowMs })) return;
    await this.payers.saveDeclineReport(userId, at);
    this.report(event, 'many-declines', `${declines.length} payments were declined within ${window}.`);
  }

  private async lookAtAmount(event: PaymentEvent): Promise<void> {
    const { userId, paymentId, amount } = event;
    const former = await this.payers.amountsCapturedBefore(userId, amount.currency, paymentId);
    const { UNUSUAL_AMOUNT_FACTOR: factor } = this.config;
    if (!isUnusual(amount, former, factor)) return;
    const description =
      `${amount.amount} ${amount.currency} (in its smallest unit) is more than ${factor} times what the customer usually ` +
      `pays: ${medianOf(former)}, the median of the last ${former.length} payments.`;
    this.report(event, 'unusual-amount', description);
  }

  private report(
    { userId, orderId, at }: PaymentEvent,
    kind: SuspiciousActivityDetected['kind'],
    description: string,
  ): void {
    const detectedAt = at.toISOString();
    this.outbox.publish(new SuspiciousActivityDetected({ userId, orderId, kind, description, detectedAt }));
  }
}
