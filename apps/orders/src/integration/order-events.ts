import { OrderConfirmed, OrderPlaced, OrderRejected, PlacedLine } from '@warren/contracts';
import type { OrderEvent } from '../domain/order.events';

/** What other services are told of what happens to orders. */
export function toIntegrationEvent(event: OrderEvent): OrderPlaced | OrderConfirmed | OrderRejected {
  const { orderId, userId } = event;
  const at = event.at.toISOString();
  switch (event.type) {
    case 'placed':
      return new OrderPlaced({
        orderId,
        userId,
        lines: event.lines.map((line) => new PlacedLine(line)),
        placedAt: at,
      });
    case 'confirmed':
      return new OrderConfirmed({ orderId, userId, confirmedAt: at });
    case 'rejected':
      return new OrderRejected({ orderId, userId, reason: event.reason, rejectedAt: at });
  }
}
