import { IsRFC3339 } from 'class-validator';
import { IntegrationEvent } from '@warren/eventing';
import { OrderContent } from './order-content';

/** An order has its stock, and its payment is asked for. The request itself, with the card, is `PaymentRequested`. */
@IntegrationEvent({
  type: 'orders.order-awaiting-payment',
  version: 1,
  aggregate: 'order',
  subject: (event: OrderAwaitingPayment) => event.orderId,
})
export class OrderAwaitingPayment extends OrderContent<OrderAwaitingPayment> {
  @IsRFC3339() readonly placedAt!: string;
  @IsRFC3339() readonly requestedAt!: string;
}
