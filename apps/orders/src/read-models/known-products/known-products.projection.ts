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
    event: ProductSnapshot | ProductCreated | ProductUpdated,
  ): KnownProduct {
    const { productId, name, price } = event;
    return { id: productId, name, price };
  }
}
