import { Reservation } from '../../domain/reservation';
import type { Reservations } from '../../persistence/reservations';
import type { Stock } from '../../persistence/stock';
import { ExpireReservationsHandler } from './expire-reservations.handler';

const now = new Date('2025-03-01T10:15:00Z');

/** So many reservations of nothing that have expired, of which it gets as many as it asks for. */
function handler(expired: number) {
  const stock: Pick<Stock, 'findForChange' | 'save'> = {
    findForChange: () => Promise.resolve([]),
    save: () => Promise.resolve(),
  };
  const left = Array.from({ length: expired }, (_, index) => `order ${index}`);
  const reservations: Pick<Reservations, 'findExpiredForChange' | 'save'> = {
    findExpiredForChange: (_now, limit) =>
      Promise.resolve(
        left
          .slice(0, limit)
          .map((orderId) =>
            Reservation.restore({ orderId, status: 'reserved', lines: [], expiresAt: new Date(0) }),
          ),
      ),
    save: (reservation) => {
      const { orderId, status } = reservation.snapshot();
      expect(status).toBe('expired');
      left.splice(left.indexOf(orderId), 1);
      return Promise.resolve();
    },
  };
  return { left, handler: new ExpireReservationsHandler(reservations as Reservations, stock as Stock) };
}

describe('ExpireReservationsHandler', () => {
  it('says that there may be more until there are none, however many batches that takes', async () => {
    const { handler: expire, left } = handler(120);
    const answers: boolean[] = [];
    while (answers.at(-1) ?? true) answers.push(await expire.execute(now));
    expect(left).toEqual([]);
    expect(answers).toEqual([true, true, false]);
  });

  it('has nothing to do when nothing has expired', async () => {
    expect(await handler(0).handler.execute(now)).toBe(false);
  });
});
