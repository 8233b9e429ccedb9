import { Injectable } from '@nestjs/common';
import { OrderCancelled } from '@warren/contracts';
import { IdempotentHandler } from '@warren/eventing';
import { Reservations } from '../persistence/reservations';
import { Stock } from '../persistence/stock';

/** Handled before the order's other events, it leaves a mark that makes them harmless. */
@Injectable()
export class ReleaseStockWhenOrderCancelled {
  constructor(
    private readonly stock: Stock,
    private readonly reservations: Reservations,
  ) {}

  @IdempotentHandler(OrderCancelled)
  async handle({ orderId }: OrderCancelled): Promise<void> {
    const reservation = await this.reservations.findOrAddForChange(orderId);
    const stock = await this.stock.findForChange(reservation.productIds);
    reservation.cancel(stock, new Date());
    await this.stock.save(stock);
    await this.reservations.save(reservation);
  }
}
