import { Injectable } from '@nestjs/common';
import { Outbox, UnitOfWork } from '@warren/eventing';
import type { Reservation } from '../domain/reservation';
import { toIntegrationEvent } from '../integration/stock-events';
import { ReservationRow } from './reservation.row';

@Injectable()
export class Reservations {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly outbox: Outbox,
  ) {}

  async add(reservation: Reservation): Promise<void> {
    const { orderId, status, lines } = reservation.snapshot();
    await this.unitOfWork.manager.insert(ReservationRow, { orderId, status, lines: [...lines] });
    reservation.pullEvents().forEach((event) => this.outbox.publish(toIntegrationEvent(event)));
  }
}
