import { IsNotEmpty, IsString, IsUUID } from 'class-validator';
import { IntegrationEvent, ObjectOf, Payload } from '@warren/eventing';
import { Money } from '../money';

/** There is a new product to be sold. */
@IntegrationEvent({
  type: 'catalog.product-created',
  version: 1,
  aggregate: 'product',
  subject: (event: ProductCreated) => event.productId,
})
export class ProductCreated extends Payload<ProductCreated> {
  @IsUUID('loose') readonly productId!: string;
  /** The name that people in the warehouse use; unique. */
  @IsString() @IsNotEmpty() readonly sku!: string;
  @IsString() @IsNotEmpty() readonly name!: string;
  @ObjectOf(() => Money) readonly price!: Money;
}
