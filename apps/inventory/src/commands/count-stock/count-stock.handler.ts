import { Injectable } from '@nestjs/common';
import { Transactional } from '@warren/eventing';
import type { StockItem } from '../../domain/stock-item';
import { Stock } from '../../persistence/stock';
import type { CountStock } from './count-stock.command';

@Injectable()
export class CountStockHandler {
  constructor(private readonly stock: Stock) {}

  @Transactional()
  async execute({ productId, onHand, reorderThreshold }: CountStock): Promise<StockItem> {
    const item = await this.stock.findOrAddForChange(productId);
    item.count(onHand, reorderThreshold);
    await this.stock.save([item]);
    return item;
  }
}
