import { Injectable } from '@nestjs/common';
import ms from 'ms';
import { OrderPlaced } from '@warren/contracts';
import { IdempotentHandler } from '@warren/eventing';
import { InventoryConfig } from '../inventory.config';
import { Reservations } from '../persistence/reservations';
import { Stock } from '../persistence/stock';

@Injectable()
export class ReserveStockWhenOrderPlaced {
  constructor(
    private readonly stock: Stock,
    private readonly reservations: Reservations,
    private readonly config: InventoryConfig,
  ) {}

  @IdempotentHandler(OrderPlaced)
  async handle({ orderId, lines }: OrderPlaced): Promise<void> {
    const reservation = await this.reservations.findOrAddForChange(orderId);
    const stock = await this.stock.findForChange(lines.map(({ productId }) => productId));
    reservation.place(lines, stock, this.expiry());
    await this.stock.save(stock);
    await this.reservations.save(reservation);
  }

  private expiry(): Date {
    return new Date(Date.now() + ms(this.config.RESERVATION_EXPIRES_AFTER));
  }
}
