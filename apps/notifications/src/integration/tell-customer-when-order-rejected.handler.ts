import { Injectable } from '@nestjs/common';
import { OrderRejected } from '@warren/contracts';
import { IdempotentHandler } from '@warren/eventing';
import { Recipients } from '../domain/recipients';
import { orderRejectedMail } from '../mails/order-rejected.mail';
import { Notifications } from '../persistence/notifications';

@Injectable()
export class TellCustomerWhenOrderRejected {
  constructor(
    private readonly recipients: Recipients,
    private readonly notifications: Notifications,
  ) {}

  @IdempotentHandler(OrderRejected)
  async handle(event: OrderRejected): Promise<void> {
    const to = await this.recipients.user(event.userId);
    const fact = `order-rejected/${event.orderId}`;
    await this.notifications.add({ kind: 'order-rejected', fact, to, message: orderRejectedMail(event, to) });
  }
}
