import { Injectable } from '@nestjs/common';
import { OrderConfirmed } from '@warren/contracts';
import { IdempotentHandler } from '@warren/eventing';
import { Recipients } from '../domain/recipients';
import { orderConfirmedMail } from '../mails/order-confirmed.mail';
import { Notifications } from '../persistence/notifications';

@Injectable()
export class TellCustomerWhenOrderConfirmed {
  constructor(
    private readonly recipients: Recipients,
    private readonly notifications: Notifications,
  ) {}

  @IdempotentHandler(OrderConfirmed)
  async handle(event: OrderConfirmed): Promise<void> {
    const to = await this.recipients.user(event.userId);
    const fact = `order-confirmed/${event.orderId}`;
    await this.notifications.add({
      kind: 'order-confirmed',
      fact,
      to,
      message: orderConfirmedMail(event, to),
    });
  }
}
