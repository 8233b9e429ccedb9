import { IsInt, IsUUID, Min } from 'class-validator';
import { Payload, Snapshot } from '@warren/eventing';

/** The stock of a product as it is now. */
@Snapshot({
  type: 'inventory.stock-snapshot',
  version: 1,
  aggregate: 'stock',
  subject: (stock: StockSnapshot) => stock.productId,
})
export class StockSnapshot extends Payload<StockSnapshot> {
  @IsUUID('loose') readonly productId!: string;
  /** Pieces on the shelf. */
  @IsInt() @Min(0) readonly onHand!: number;
  /** Of these, promised to orders. */
  @IsInt() @Min(0) readonly reserved!: number;
  /** What is left to promise: on hand less reserved. */
  @IsInt() @Min(0) readonly available!: number;
}
