import { Injectable } from '@nestjs/common';
import { StockRejected } from '@warren/contracts';
import { IdempotentHandler } from '@warren/eventing';
import { OrderAlreadyDecided, OrderNotFound } from '../domain/order.errors';
import { Orders } from '../persistence/orders';

@Injectable()
export class RejectOrderWhenStockRejected {
  constructor(private readonly orders: Orders) {}

  @IdempotentHandler(StockRejected, { permanent: [OrderNotFound, OrderAlreadyDecided] })
  async handle({ orderId, reason }: StockRejected): Promise<void> {
    const order = await this.orders.getForChange(orderId);
    order.reject(reason, new Date());
    await this.orders.save(order);
  }
}
