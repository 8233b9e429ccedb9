import { IsNotEmpty, IsRFC3339, IsString } from 'class-validator';
import { IntegrationEvent } from '@warren/eventing';
import { OrderContent } from './order-content';

/** An order cannot be fulfilled: there is too little stock for it. */
@IntegrationEvent({
  type: 'orders.order-rejected',
  version: 1,
  aggregate: 'order',
  subject: (event: OrderRejected) => event.orderId,
})
export class OrderRejected extends OrderContent<OrderRejected> {
  /** For people. */
  @IsString() @IsNotEmpty() readonly reason!: string;
  @IsRFC3339() readonly placedAt!: string;
  @IsRFC3339() readonly rejectedAt!: string;
}
