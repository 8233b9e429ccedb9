import { Injectable } from '@nestjs/common';
import { Transactional } from '@warren/eventing';
import type { StockItem } from '../../domain/stock-item';
import { Stock } from '../../persistence/stock';
import type { SetOnHand } from './set-on-hand.command';

@Injectable()
export class SetOnHandHandler {
  constructor(private readonly stock: Stock) {}

  @Transactional()
  async execute({ productId, onHand }: SetOnHand): Promise<StockItem> {
    const item = await this.stock.findOrAddForChange(productId);
    item.setOnHand(onHand);
    await this.stock.save([item]);
    return item;
  }
}
