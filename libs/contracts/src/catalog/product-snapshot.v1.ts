import { IsNotEmpty, IsString, IsUUID } from 'class-validator';
import { ObjectOf, Payload, Snapshot } from '@warren/eventing';
import { Money } from '../money';

/** A product as it is now. */
@Snapshot({
  type: 'catalog.product-snapshot',
  version: 1,
  aggregate: 'product',
  subject: (product: ProductSnapshot) => product.productId,
})
export class ProductSnapshot extends Payload<ProductSnapshot> {
  @IsUUID('loose') readonly productId!: string;
  /** The name that people in the warehouse use; unique. */
  @IsString() @IsNotEmpty() readonly sku!: string;
  @IsString() @IsNotEmpty() readonly name!: string;
  @ObjectOf(() => Money) readonly price!: Money;
}
