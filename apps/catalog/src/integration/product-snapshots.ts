import { MoreThan } from 'typeorm';
import { Money, ProductSnapshot } from '@warren/contracts';
import { SnapshotSource, UnitOfWork, type SnapshotPages } from '@warren/eventing';
import { ProductRow } from '../persistence/product.row';

/** For services that were not there when it happened: the products as they are. */
@SnapshotSource(ProductSnapshot)
export class ProductSnapshots implements SnapshotPages<ProductSnapshot> {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  async page(after: string | undefined, limit: number): Promise<ProductSnapshot[]> {
    const rows = await this.unitOfWork.manager.find(ProductRow, {
      where: after === undefined ? {} : { id: MoreThan(after) },
      order: { id: 'ASC' },
      take: limit,
    });
    return rows.map(({ id, sku, name, priceAmount: amount, priceCurrency: currency }) => {
      const price = new Money({ amount, currency });
      return new ProductSnapshot({ productId: id, sku, name, price });
    });
  }
}
