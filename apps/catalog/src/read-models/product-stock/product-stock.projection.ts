import { StockSnapshot, StockUpdated } from '@warren/contracts';
import { On, Projection } from '@warren/eventing';
import { ProductStock } from './product-stock.entity';

@Projection({ name: 'product-stock', into: ProductStock })
export class ProductStockProjection {
  /** Each of them carries all numbers, so that the last one is all there is to remember. */
  @On(StockSnapshot)
  @On(StockUpdated)
  updated(
    _row: ProductStock | undefined,
    { productId, available }: StockSnapshot | StockUpdated,
  ): ProductStock {
    return { productId, available };
  }
}
