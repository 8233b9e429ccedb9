import { Injectable } from '@nestjs/common';
import { OrderAwaitingPayment } from '@warren/contracts';
import { IdempotentHandler } from '@warren/eventing';
import { Reservations } from '../persistence/reservations';

/** Before money moves: from here on the order, and no clock, decides about its stock. */
@Injectable()
export class AllocateStockWhenOrderAwaitingPayment {
  constructor(private readonly reservations: Reservations) {}

  @IdempotentHandler(OrderAwaitingPayment)
  async handle({ orderId }: OrderAwaitingPayment): Promise<void> {
    const reservation = await this.reservations.findOrAddForChange(orderId);
    reservation.allocate();
    await this.reservations.save(reservation);
  }
}
