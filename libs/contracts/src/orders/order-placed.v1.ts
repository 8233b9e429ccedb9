import { IsRFC3339 } from 'class-validator';
import { IntegrationEvent } from '@warren/eventing';
import { OrderContent } from './order-content';

/** A user placed an order. Whether it can be fulfilled is not known yet. */
@IntegrationEvent({
  type: 'orders.order-placed',
  version: 1,
  aggregate: 'order',
  subject: (event: OrderPlaced) => event.orderId,
})
export class OrderPlaced extends OrderContent<OrderPlaced> {
  @IsRFC3339() readonly placedAt!: string;
}
