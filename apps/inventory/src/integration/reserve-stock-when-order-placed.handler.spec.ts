import { OrderPlaced, StockRejected, StockReserved, StockUpdated } from '@warren/contracts';
import { handler, testOutbox } from '@warren/eventing/testing';
import { Reservation } from '../domain/reservation';
import type { ReservationState } from '../domain/reservation-state';
import { StockItem, type StockItemState } from '../domain/stock-item';
import { InventoryConfig } from '../inventory.config';
import type { Reservations } from '../persistence/reservations';
import type { Stock } from '../persistence/stock';
import { ReserveStockWhenOrderPlaced } from './reserve-stock-when-order-placed.handler';
import { toIntegrationEvent } from './stock-events';

const [pen, ink] = ['0190c5d2-1111-7abc-8def-1a2b3c4d0003', '0190c5d2-1111-7abc-8def-1a2b3c4d0004'];
const orderIds = ['0190c5d2-9b41-7f08-8a11-3c9e5d7b0002', '0190c5d2-9b41-7f08-8a11-3c9e5d7b0003'];

let orders = 0;

/** Each call is another order. */
function orderPlaced(...wishes: [productId: string, quantity: number][]): OrderPlaced {
  const price = { amount: 100, currency: 'EUR' };
  return new OrderPlaced({
    orderId: orderIds[orders++ % orderIds.length] as string,
    userId: pen,
    lines: wishes.map(([productId, quantity]) => ({ productId, name: 'Pen', quantity, unitPrice: price })),
    total: price,
    placedAt: '2025-03-01T10:15:00.000Z',
  });
}

/** With so much of each product on the shelf. Stock and reservations keep nothing in a database, and publish as they do. */
function reserveStock(onHand: Record<string, number>) {
  const outbox = testOutbox('inventory');
  const items = new Map<string, StockItemState>(
    Object.entries(onHand).map(([productId, pieces]) => [
      productId,
      { productId, onHand: pieces, reserved: 0, sold: 0, reorderThreshold: null },
    ]),
  );
  const stock: Pick<Stock, 'findForChange' | 'save'> = {
    findForChange: async (ids) =>
      ids.flatMap((id) => items.get(id) ?? []).map((state) => StockItem.restore(state)),
    save: async (changed) => {
      for (const item of changed) {
        items.set(item.productId, item.snapshot());
        item.pullEvents().forEach((event) => outbox.publish(toIntegrationEvent(event)));
      }
    },
  };
  const states = new Map<string, ReservationState>();
  const reservations: Pick<Reservations, 'findOrAddForChange' | 'save'> = {
    findOrAddForChange: async (orderId) =>
      Reservation.restore(states.get(orderId) ?? { orderId, status: 'new', lines: [], expiresAt: null }),
    save: async (reservation) => {
      const state = reservation.snapshot();
      states.set(state.orderId, state);
      reservation.pullEvents().forEach((event) => outbox.publish(toIntegrationEvent(event)));
    },
  };
  return handler(
    new ReserveStockWhenOrderPlaced(stock as Stock, reservations as Reservations, new InventoryConfig()),
  );
}

describe('ReserveStockWhenOrderPlaced', () => {
  it('reserves all that is asked for, and tells what is left', () =>
    reserveStock({ [pen]: 10, [ink]: 1 })
      .when(orderPlaced([pen, 3], [ink, 1]))
      .thenPublishes(StockUpdated, { productId: pen, reserved: 3, available: 7 })
      .thenPublishes(StockUpdated, { productId: ink, reserved: 1, available: 0 })
      .thenPublishes(StockReserved, {
        lines: [
          { productId: pen, quantity: 3 },
          { productId: ink, quantity: 1 },
        ],
      })
      .andNothingElse());

  it('reserves nothing when one product is short, and names it', () =>
    reserveStock({ [pen]: 10, [ink]: 1 })
      .when(orderPlaced([pen, 3], [ink, 2]))
      .thenPublishes(StockRejected, {
        reason: /^Too little stock/,
        shortLines: [{ productId: ink, requested: 2, available: 1 }],
      })
      .andNothingElse());

  it('has less for the second order', () =>
    reserveStock({ [pen]: 10 })
      .given(orderPlaced([pen, 8]))
      .when(orderPlaced([pen, 3]))
      .thenPublishes(StockRejected, { shortLines: [{ available: 2 }] }));
});
