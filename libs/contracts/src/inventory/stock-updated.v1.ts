import { IsInt, IsUUID, Min } from 'class-validator';
import { IntegrationEvent, Payload } from '@warren/eventing';

/** The stock of a product changed, by a count or by a reservation. Carries all its numbers as they are now. */
@IntegrationEvent({
  type: 'inventory.stock-updated',
  version: 1,
  aggregate: 'stock',
  subject: (event: StockUpdated) => event.productId,
})
export class StockUpdated extends Payload<StockUpdated> {
  @IsUUID('loose') readonly productId!: string;
  /** Pieces on the shelf. */
  @IsInt() @Min(0) readonly onHand!: number;
  /** Of these, promised to orders. */
  @IsInt() @Min(0) readonly reserved!: number;
  /** What is left to promise: on hand less reserved. */
  @IsInt() @Min(0) readonly available!: number;
}
