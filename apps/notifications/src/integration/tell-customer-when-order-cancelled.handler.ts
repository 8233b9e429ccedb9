import { Injectable } from '@nestjs/common';
import { OrderCancelled } from '@warren/contracts';
import { IdempotentHandler } from '@warren/eventing';
import { Recipients } from '../domain/recipients';
import { orderCancelledMail } from '../mails/order-cancelled.mail';
import { Notifications } from '../persistence/notifications';

@Injectable()
export class TellCustomerWhenOrderCancelled {
  constructor(
    private readonly recipients: Recipients,
    private readonly notifications: Notifications,
  ) {}

  @IdempotentHandler(OrderCancelled)
  async handle(event: OrderCancelled): Promise<void> {
    const to = await this.recipients.user(event.userId);
    const fact = `order-cancelled/${event.orderId}`;
    await this.notifications.add({
      kind: 'order-cancelled',
      fact,
      to,
      message: orderCancelledMail(event, to),
    });
  }
}
