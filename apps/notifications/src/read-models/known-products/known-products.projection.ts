import { ProductCreated, ProductSnapshot, ProductUpdated } from '@warren/contracts';
import { On, Projection } from '@warren/eventing';
import { KnownProduct } from './known-product.entity';

@Projection({ name: 'known-products', into: KnownProduct })
export class KnownProductsProjection {
  @On(ProductSnapshot)
  @On(ProductCreated)
  @On(ProductUpdated)
  product(
    _row: KnownProduct | undefined,
    { productId, name, sku }: ProductSnapshot | ProductCreated | ProductUpdated,
  ): KnownProduct {
    return { id: productId, name, sku };
  }
}
