import {
  OrderAwaitingPayment,
  OrderCancelled,
  OrderConfirmed,
  OrderedLine,
  OrderPlaced,
  OrderRejected,
  PaymentRequested,
} from '@warren/contracts';
import type { OrderEvent } from '../domain/order.events';

/** What other services are told of what happens to orders. */
export function toIntegrationEvent(event: OrderEvent) {
  const { orderId, userId, total } = event;
  const content = { orderId, userId, lines: event.lines.map((line) => new OrderedLine(line)), total };
  const [placedAt, at] = [event.placedAt.toISOString(), event.at.toISOString()];
  switch (event.type) {
    case 'placed':
      return new OrderPlaced({ ...content, placedAt });
    case 'awaiting-payment':
      return new OrderAwaitingPayment({ ...content, placedAt, requestedAt: at });
    case 'payment-requested': {
      const { paymentId, card } = event;
      return new PaymentRequested({ orderId, userId, paymentId, amount: total, ...card, requestedAt: at });
    }
    case 'confirmed':
      return new OrderConfirmed({ ...content, placedAt, confirmedAt: at });
    case 'rejected':
      return new OrderRejected({ ...content, placedAt, reason: event.reason, rejectedAt: at });
    case 'cancelled': {
      const { cause, reason } = event;
      return new OrderCancelled({ ...content, placedAt, cause, reason, cancelledAt: at });
    }
  }
}
