import { IsRFC3339, IsUUID } from 'class-validator';
import { IntegrationEvent, Payload } from '@warren/eventing';

/** An order will be fulfilled. */
@IntegrationEvent({
  type: 'orders.order-confirmed',
  version: 1,
  aggregate: 'order',
  subject: (event: OrderConfirmed) => event.orderId,
})
export class OrderConfirmed extends Payload<OrderConfirmed> {
  @IsUUID('loose') readonly orderId!: string;
  @IsUUID('loose') readonly userId!: string;
  @IsRFC3339() readonly confirmedAt!: string;
}
