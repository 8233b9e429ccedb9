import { Injectable } from '@nestjs/common';
import { OrderPlaced } from '@warren/contracts';
import { IdempotentHandler } from '@warren/eventing';
import { Reservation } from '../domain/reservation';
import { Reservations } from '../persistence/reservations';
import { Stock } from '../persistence/stock';

@Injectable()
export class ReserveStockWhenOrderPlaced {
  constructor(
    private readonly stock: Stock,
    private readonly reservations: Reservations,
  ) {}

  @IdempotentHandler(OrderPlaced)
  async handle({ orderId, lines }: OrderPlaced): Promise<void> {
    const items = await this.stock.findForChange(lines.map(({ productId }) => productId));
    const reservation = Reservation.attempt(orderId, lines, items);
    await this.stock.save(items);
    await this.reservations.add(reservation);
  }
}
