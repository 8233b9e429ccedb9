import { MoreThan } from 'typeorm';
import { StockSnapshot } from '@warren/contracts';
import { SnapshotSource, UnitOfWork, type SnapshotPages } from '@warren/eventing';
import { StockItem } from '../domain/stock-item';
import { StockItemRow } from '../persistence/stock-item.row';

/** For services that were not there when it happened: the stock as it is. */
@SnapshotSource(StockSnapshot)
export class StockSnapshots implements SnapshotPages<StockSnapshot> {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  async page(after: string | undefined, limit: number): Promise<StockSnapshot[]> {
    const rows = await this.unitOfWork.manager.find(StockItemRow, {
      where: after === undefined ? {} : { productId: MoreThan(after) },
      order: { productId: 'ASC' },
      take: limit,
    });
    return rows.map((row) => {
      const { productId, onHand, reserved } = row;
      return new StockSnapshot({ productId, onHand, reserved, available: StockItem.restore(row).available });
    });
  }
}
