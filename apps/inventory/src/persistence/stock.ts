import { Injectable } from '@nestjs/common';
import { In } from 'typeorm';
import { Outbox, UnitOfWork } from '@warren/eventing';
import { StockItem } from '../domain/stock-item';
import { toIntegrationEvent } from '../integration/stock-events';
import { StockItemRow } from './stock-item.row';

@Injectable()
export class Stock {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly outbox: Outbox,
  ) {}

  async find(productId: string): Promise<StockItem | undefined> {
    const row = await this.unitOfWork.manager.findOneBy(StockItemRow, { productId });
    return row ? StockItem.restore(row) : undefined;
  }

  /**
   * Those of the products that are known. Nobody else can change them until the unit of work ends; everybody locks in the
   * same order, so that two orders for the same products wait for one another and never in a circle.
   */
  async findForChange(productIds: readonly string[]): Promise<StockItem[]> {
    const rows = await this.unitOfWork.manager.find(StockItemRow, {
      where: { productId: In([...new Set(productIds)]) },
      order: { productId: 'ASC' },
      lock: { mode: 'pessimistic_write' },
    });
    return rows.map((row) => StockItem.restore(row));
  }

  /** The same for one product, which becomes known with this, with nothing on hand. */
  async findOrAddForChange(productId: string): Promise<StockItem> {
    await this.unitOfWork.manager
      .createQueryBuilder()
      .insert()
      .into(StockItemRow)
      .values({ productId, onHand: 0, reserved: 0, sold: 0, reorderThreshold: null })
      .orIgnore()
      .execute();
    const [item] = await this.findForChange([productId]);
    if (!item) throw new Error(`The stock of ${productId} was deleted while it was being changed.`);
    return item;
  }

  async save(items: readonly StockItem[]): Promise<void> {
    const changed = items.map((item) => ({ row: item.snapshot(), events: item.pullEvents() }));
    const rows = changed.filter(({ events }) => events.length > 0).map(({ row }) => row);
    if (rows.length === 0) return;
    await this.unitOfWork.manager.upsert(StockItemRow, rows, ['productId']);
    changed
      .flatMap(({ events }) => events)
      .forEach((event) => this.outbox.publish(toIntegrationEvent(event)));
  }
}
