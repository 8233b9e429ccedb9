import { ArrayNotEmpty, IsIn, IsRFC3339, IsUUID } from 'class-validator';
import { IntegrationEvent, ListOf, Payload } from '@warren/eventing';
import { ReservedLine } from './stock-reserved.v1';

/** What was set aside for an order can be promised to others again. */
@IntegrationEvent({
  type: 'inventory.stock-released',
  version: 1,
  aggregate: 'reservation',
  subject: (event: StockReleased) => event.orderId,
})
export class StockReleased extends Payload<StockReleased> {
  @IsUUID('loose') readonly orderId!: string;
  @ArrayNotEmpty() @ListOf(() => ReservedLine) readonly lines!: ReservedLine[];
  /** `expired`: it was not allocated in time; nothing is kept for the order any more. */
  @IsIn(['order-cancelled', 'expired']) readonly cause!: 'order-cancelled' | 'expired';
  @IsRFC3339() readonly releasedAt!: string;
}
