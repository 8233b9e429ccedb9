import { IsNotEmpty, IsString, IsUUID } from 'class-validator';
import { IntegrationEvent, ObjectOf, Payload } from '@warren/eventing';
import { Money } from '../money';

/** A product's name or price changed. Carries the whole product as it is now. */
@IntegrationEvent({
  type: 'catalog.product-updated',
  version: 1,
  aggregate: 'product',
  subject: (event: ProductUpdated) => event.productId,
})
export class ProductUpdated extends Payload<ProductUpdated> {
  @IsUUID('loose') readonly productId!: string;
  /** The name that people in the warehouse use; unique. */
  @IsString() @IsNotEmpty() readonly sku!: string;
  @IsString() @IsNotEmpty() readonly name!: string;
  @ObjectOf(() => Money) readonly price!: Money;
}
