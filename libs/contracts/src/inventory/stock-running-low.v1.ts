import { IsInt, IsUUID, Min } from 'class-validator';
import { IntegrationEvent, Payload } from '@warren/eventing';

/** What is available of a product has fallen to its threshold or below; said once, until it has been above again. */
@IntegrationEvent({
  type: 'inventory.stock-running-low',
  version: 1,
  aggregate: 'stock',
  subject: (event: StockRunningLow) => event.productId,
})
export class StockRunningLow extends Payload<StockRunningLow> {
  @IsUUID('loose') readonly productId!: string;
  @IsInt() @Min(0) readonly available!: number;
  @IsInt() @Min(0) readonly reorderThreshold!: number;
}
