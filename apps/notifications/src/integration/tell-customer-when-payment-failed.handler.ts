import { Injectable } from '@nestjs/common';
import { PaymentFailed } from '@warren/contracts';
import { IdempotentHandler } from '@warren/eventing';
import { Recipients } from '../domain/recipients';
import { paymentFailedMail } from '../mails/payment-failed.mail';
import { Notifications } from '../persistence/notifications';

@Injectable()
export class TellCustomerWhenPaymentFailed {
  constructor(
    private readonly recipients: Recipients,
    private readonly notifications: Notifications,
  ) {}

  @IdempotentHandler(PaymentFailed)
  async handle(event: PaymentFailed): Promise<void> {
    // Then nothing went wrong with the payment: it was called off, and the mail about the cancellation says so.
    if (event.code === 'order-cancelled') return;
    const to = await this.recipients.user(event.userId);
    const fact = `payment-failed/${event.paymentId}`;
    await this.notifications.add({ kind: 'payment-failed', fact, to, message: paymentFailedMail(event, to) });
  }
}
