import { ArrayNotEmpty, IsUUID } from 'class-validator';
import { IntegrationEvent, ListOf, Payload } from '@warren/eventing';
import { ReservedLine } from './stock-reserved.v1';

/** What was set aside for an order expires no more: only the order's own end, confirmed or cancelled, decides about it. */
@IntegrationEvent({
  type: 'inventory.stock-allocated',
  version: 1,
  aggregate: 'reservation',
  subject: (event: StockAllocated) => event.orderId,
})
export class StockAllocated extends Payload<StockAllocated> {
  @IsUUID('loose') readonly orderId!: string;
  @ArrayNotEmpty() @ListOf(() => ReservedLine) readonly lines!: ReservedLine[];
}
