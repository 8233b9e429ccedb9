import { Injectable } from '@nestjs/common';
import { OrderConfirmed } from '@warren/contracts';
import { IdempotentHandler } from '@warren/eventing';
import { Reservations } from '../persistence/reservations';
import { Stock } from '../persistence/stock';

/** Confirmed means paid: when its stock has gone, a person must decide, so that the event is parked and not dropped. */
@Injectable()
export class SellStockWhenOrderConfirmed {
  constructor(
    private readonly stock: Stock,
    private readonly reservations: Reservations,
  ) {}

  @IdempotentHandler(OrderConfirmed)
  async handle({ orderId }: OrderConfirmed): Promise<void> {
    const reservation = await this.reservations.findOrAddForChange(orderId);
    const stock = await this.stock.findForChange(reservation.productIds);
    reservation.confirm(stock);
    await this.stock.save(stock);
    await this.reservations.save(reservation);
  }
}
