import {
  ReservedLine,
  ShortLine,
  StockAllocated,
  StockRejected,
  StockReleased,
  StockReserved,
  StockRunningLow,
  StockUpdated,
} from '@warren/contracts';
import type { ReservationEvent, StockItemEvent } from '../domain/stock.events';

type StockEvent =
  StockUpdated | StockRunningLow | StockReserved | StockAllocated | StockRejected | StockReleased;

/** What other services are told of what happens to the stock. */
export function toIntegrationEvent(event: StockItemEvent | ReservationEvent): StockEvent {
  switch (event.type) {
    case 'updated': {
      const { productId, onHand, reserved, available } = event;
      return new StockUpdated({ productId, onHand, reserved, available });
    }
    case 'running-low': {
      const { productId, available, reorderThreshold } = event;
      return new StockRunningLow({ productId, available, reorderThreshold });
    }
    case 'reserved':
      return new StockReserved({
        orderId: event.orderId,
        lines: linesOf(event),
        expiresAt: event.expiresAt.toISOString(),
      });
    case 'allocated':
      return new StockAllocated({ orderId: event.orderId, lines: linesOf(event) });
    case 'rejected':
      return new StockRejected({
        orderId: event.orderId,
        reason: `Too little stock: ${event.shortLines.map(inWords).join(', ')}`,
        shortLines: event.shortLines.map((line) => new ShortLine(line)),
      });
    case 'released': {
      const { orderId, cause, releasedAt } = event;
      return new StockReleased({
        orderId,
        lines: linesOf(event),
        cause,
        releasedAt: releasedAt.toISOString(),
      });
    }
  }
}

function linesOf({ lines }: { lines: readonly { productId: string; quantity: number }[] }): ReservedLine[] {
  return lines.map((line) => new ReservedLine(line));
}

function inWords({ productId, requested, available }: ShortLine): string {
  return `${requested} of product ${productId} were ordered and ${available} are available`;
}
