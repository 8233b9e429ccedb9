import { IsNotEmpty, IsRFC3339, IsString, IsUUID } from 'class-validator';
import { IntegrationEvent, Payload } from '@warren/eventing';

/** An order will not be fulfilled. */
@IntegrationEvent({
  type: 'orders.order-rejected',
  version: 1,
  aggregate: 'order',
  subject: (event: OrderRejected) => event.orderId,
})
export class OrderRejected extends Payload<OrderRejected> {
  @IsUUID('loose') readonly orderId!: string;
  @IsUUID('loose') readonly userId!: string;
  /** For people. */
  @IsString() @IsNotEmpty() readonly reason!: string;
  @IsRFC3339() readonly rejectedAt!: string;
}
