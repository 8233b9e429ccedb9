import { Injectable } from '@nestjs/common';
import { PaymentRefunded } from '@warren/contracts';
import { IdempotentHandler } from '@warren/eventing';
import { Recipients } from '../domain/recipients';
import { paymentRefundedMail } from '../mails/payment-refunded.mail';
import { Notifications } from '../persistence/notifications';

@Injectable()
export class TellCustomerWhenPaymentRefunded {
  constructor(
    private readonly recipients: Recipients,
    private readonly notifications: Notifications,
  ) {}

  @IdempotentHandler(PaymentRefunded)
  async handle(event: PaymentRefunded): Promise<void> {
    const to = await this.recipients.user(event.userId);
    const fact = `payment-refunded/${event.paymentId}`;
    await this.notifications.add({
      kind: 'payment-refunded',
      fact,
      to,
      message: paymentRefundedMail(event, to),
    });
  }
}
