import { ReservedLine, ShortLine, StockRejected, StockReserved, StockUpdated } from '@warren/contracts';
import type { ReservationEvent, StockItemEvent } from '../domain/stock.events';

/** What other services are told of what happens to the stock. */
export function toIntegrationEvent(
  event: StockItemEvent | ReservationEvent,
): StockUpdated | StockReserved | StockRejected {
  switch (event.type) {
    case 'updated':
      return new StockUpdated({
        productId: event.productId,
        onHand: event.onHand,
        reserved: event.reserved,
        available: event.available,
      });
    case 'reserved':
      return new StockReserved({
        orderId: event.orderId,
        lines: event.lines.map((line) => new ReservedLine(line)),
      });
    case 'rejected':
      return new StockRejected({
        orderId: event.orderId,
        reason: `Too little stock: ${event.shortLines.map(inWords).join(', ')}`,
        shortLines: event.shortLines.map((line) => new ShortLine(line)),
      });
  }
}

function inWords({ productId, requested, available }: ShortLine): string {
  return `${requested} of product ${productId} were ordered and ${available} are available`;
}
