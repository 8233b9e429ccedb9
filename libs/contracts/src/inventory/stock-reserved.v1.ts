import { ArrayNotEmpty, IsInt, IsRFC3339, IsUUID, Min } from 'class-validator';
import { IntegrationEvent, ListOf, Payload } from '@warren/eventing';

/** How much of one product was reserved; each product occurs once. */
export class ReservedLine extends Payload<ReservedLine> {
  @IsUUID('loose') readonly productId!: string;
  @IsInt() @Min(1) readonly quantity!: number;
}

/**
 * Everything an order asks for is set aside for it, for a while: until the order awaits its payment and the stock is
 * allocated to it (`StockAllocated`), or until the reservation expires (`StockReleased`).
 */
@IntegrationEvent({
  type: 'inventory.stock-reserved',
  version: 1,
  aggregate: 'reservation',
  subject: (event: StockReserved) => event.orderId,
})
export class StockReserved extends Payload<StockReserved> {
  @IsUUID('loose') readonly orderId!: string;

  @ArrayNotEmpty()
  @ListOf(() => ReservedLine)
  readonly lines!: ReservedLine[];

  /** When it may be released, unless the stock is allocated before. By inventory's clock. */
  @IsRFC3339() readonly expiresAt!: string;
}
