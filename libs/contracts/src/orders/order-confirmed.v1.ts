import { IsRFC3339 } from 'class-validator';
import { IntegrationEvent } from '@warren/eventing';
import { OrderContent } from './order-content';

/** An order is paid and will be fulfilled. */
@IntegrationEvent({
  type: 'orders.order-confirmed',
  version: 1,
  aggregate: 'order',
  subject: (event: OrderConfirmed) => event.orderId,
})
export class OrderConfirmed extends OrderContent<OrderConfirmed> {
  @IsRFC3339() readonly placedAt!: string;
  @IsRFC3339() readonly confirmedAt!: string;
}
