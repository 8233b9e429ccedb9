import { Injectable } from '@nestjs/common';
import { LessThanOrEqual } from 'typeorm';
import { Outbox, UnitOfWork } from '@warren/eventing';
import { Reservation } from '../domain/reservation';
import { toIntegrationEvent } from '../integration/stock-events';
import { ReservationRow } from './reservation.row';

/**
 * Whoever changes a reservation locks it first and the stock of its products afterwards: all in this order, so that nobody
 * waits in a circle.
 */
@Injectable()
export class Reservations {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly outbox: Outbox,
  ) {}

  /**
   * What is known of an order, a new one if nothing is. Nobody else can decide about the order until the unit of work ends,
   * not even when it has just been heard of for the first time.
   */
  async findOrAddForChange(orderId: string): Promise<Reservation> {
    const { manager } = this.unitOfWork;
    await manager
      .createQueryBuilder()
      .insert()
      .into(ReservationRow)
      .values({ orderId, status: 'new', lines: [], expiresAt: null })
      .orIgnore()
      .execute();
    const row = await manager.findOneOrFail(ReservationRow, {
      where: { orderId },
      lock: { mode: 'pessimistic_write' },
    });
    return Reservation.restore(row);
  }

  /** Those that have expired, the oldest first; leaves out those that somebody else has locked. */
  async findExpiredForChange(now: Date, limit: number): Promise<Reservation[]> {
    const rows = await this.unitOfWork.manager.find(ReservationRow, {
      where: { status: 'reserved', expiresAt: LessThanOrEqual(now) },
      order: { expiresAt: 'ASC' },
      take: limit,
      lock: { mode: 'pessimistic_write', onLocked: 'skip_locked' },
    });
    return rows.map((row) => Reservation.restore(row));
  }

  async save(reservation: Reservation): Promise<void> {
    const { orderId, status, lines, expiresAt } = reservation.snapshot();
    const row = { status, lines: [...lines], expiresAt };
    await this.unitOfWork.manager.update(ReservationRow, { orderId }, row);
    reservation.pullEvents().forEach((event) => this.outbox.publish(toIntegrationEvent(event)));
  }
}
