import { Injectable } from '@nestjs/common';
import { StockReserved } from '@warren/contracts';
import { IdempotentHandler } from '@warren/eventing';
import { OrderAlreadyDecided, OrderNotFound } from '../domain/order.errors';
import { Orders } from '../persistence/orders';

@Injectable()
export class ConfirmOrderWhenStockReserved {
  constructor(private readonly orders: Orders) {}

  @IdempotentHandler(StockReserved, { permanent: [OrderNotFound, OrderAlreadyDecided] })
  async handle({ orderId }: StockReserved): Promise<void> {
    const order = await this.orders.getForChange(orderId);
    order.confirm(new Date());
    await this.orders.save(order);
  }
}
