import { Injectable } from '@nestjs/common';
import { Transactional } from '@warren/eventing';
import { Reservations } from '../../persistence/reservations';
import { Stock } from '../../persistence/stock';

/** Few enough that orders for the same products wait for milliseconds. */
const BATCH_SIZE = 50;

@Injectable()
export class ExpireReservationsHandler {
  constructor(
    private readonly reservations: Reservations,
    private readonly stock: Stock,
  ) {}

  /**
   * Releases a batch of those reservations that have expired; those that somebody else is deciding about just now are left to them.
   *
   * @returns whether there may be more.
   */
  @Transactional()
  async execute(now: Date): Promise<boolean> {
    const expired = await this.reservations.findExpiredForChange(now, BATCH_SIZE);
    const stock = await this.stock.findForChange(expired.flatMap(({ productIds }) => productIds));
    for (const reservation of expired) {
      reservation.expire(stock, now);
      await this.reservations.save(reservation);
    }
    await this.stock.save(stock);
    return expired.length === BATCH_SIZE;
  }
}
