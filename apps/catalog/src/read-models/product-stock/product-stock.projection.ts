import { StockUpdated } from '@warren/contracts';
import { On, Projection } from '@warren/eventing';
import { ProductStock } from './product-stock.entity';

@Projection({ name: 'product-stock', into: ProductStock })
export class ProductStockProjection {
  /** Each event carries all numbers, so that the last one is all there is to remember. */
  @On(StockUpdated)
  updated(_row: ProductStock | undefined, { productId, available }: StockUpdated): ProductStock {
    return { productId, available };
  }
}
