import { StockUpdated } from '@warren/contracts';
import { ProductStockProjection } from './product-stock.projection';

const productId = '0190c5d2-1111-7abc-8def-1a2b3c4d0003';

describe('ProductStockProjection', () => {
  it('keeps what is available as it was last told', () => {
    const projection = new ProductStockProjection();
    const counted = new StockUpdated({ productId, onHand: 10, reserved: 0, available: 10 });
    const reserved = new StockUpdated({ productId, onHand: 10, reserved: 3, available: 7 });
    const row = projection.updated(undefined, counted);
    expect(row).toEqual({ productId, available: 10 });
    expect(projection.updated(row, reserved)).toEqual({ productId, available: 7 });
  });
});
