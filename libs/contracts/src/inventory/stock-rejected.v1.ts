import { ArrayNotEmpty, IsInt, IsNotEmpty, IsString, IsUUID, Min } from 'class-validator';
import { IntegrationEvent, ListOf, Payload } from '@warren/eventing';

/** A product of which there was too little. */
export class ShortLine extends Payload<ShortLine> {
  @IsUUID('loose') readonly productId!: string;
  @IsInt() @Min(1) readonly requested!: number;
  /** What could have been reserved when it was tried. */
  @IsInt() @Min(0) readonly available!: number;
}

/** There was too little stock for an order; nothing was set aside for it. */
@IntegrationEvent({
  type: 'inventory.stock-rejected',
  version: 1,
  aggregate: 'reservation',
  subject: (event: StockRejected) => event.orderId,
})
export class StockRejected extends Payload<StockRejected> {
  @IsUUID('loose') readonly orderId!: string;
  /** For people. */
  @IsString() @IsNotEmpty() readonly reason!: string;

  @ArrayNotEmpty()
  @ListOf(() => ShortLine)
  readonly shortLines!: ShortLine[];
}
