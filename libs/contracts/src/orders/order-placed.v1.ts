import { Type } from 'class-transformer';
import { ArrayNotEmpty, IsArray, IsInt, IsRFC3339, IsUUID, Min, ValidateNested } from 'class-validator';
import { IntegrationEvent, Payload } from '@warren/eventing';

/** One line of an order, as it was placed: a product may occur in several lines. */
export class PlacedLine extends Payload<PlacedLine> {
  @IsUUID('loose') readonly productId!: string;
  @IsInt() @Min(1) readonly quantity!: number;
}

/** A user placed an order. Whether it can be fulfilled is not known yet. */
@IntegrationEvent({
  type: 'orders.order-placed',
  version: 1,
  aggregate: 'order',
  subject: (event: OrderPlaced) => event.orderId,
})
export class OrderPlaced extends Payload<OrderPlaced> {
  @IsUUID('loose') readonly orderId!: string;
  @IsUUID('loose') readonly userId!: string;

  @IsArray()
  @ArrayNotEmpty()
  @ValidateNested({ each: true })
  @Type(() => PlacedLine)
  readonly lines!: PlacedLine[];

  @IsRFC3339() readonly placedAt!: string;
}
