import { OrderCancelled, OrderConfirmed, OrderPlaced, OrderRejected } from '@warren/contracts';
import { On, Projection, type EventMeta } from '@warren/eventing';
import { LiveEntry } from './live-entry.entity';

/** A row for each event, in each order's own sequence, each once: what clients are told, whichever replica they are at. */
@Projection({ name: 'live-feed', into: LiveEntry, key: (_event: object, meta) => meta.id })
export class LiveFeedProjection {
  @On(OrderPlaced)
  placed(_row: undefined, { orderId, placedAt, total }: OrderPlaced, { id }: EventMeta): LiveEntry {
    return { eventId: id, type: 'order-placed', data: { orderId, at: placedAt, total } };
  }

  @On(OrderConfirmed)
  confirmed(_row: undefined, { orderId, confirmedAt, total }: OrderConfirmed, { id }: EventMeta): LiveEntry {
    return { eventId: id, type: 'order-confirmed', data: { orderId, at: confirmedAt, total } };
  }

  @On(OrderCancelled)
  cancelled(
    _row: undefined,
    { orderId, cancelledAt, total, cause }: OrderCancelled,
    { id }: EventMeta,
  ): LiveEntry {
    return { eventId: id, type: 'order-cancelled', data: { orderId, at: cancelledAt, total, cause } };
  }

  @On(OrderRejected)
  rejected(
    _row: undefined,
    { orderId, rejectedAt, total, reason }: OrderRejected,
    { id }: EventMeta,
  ): LiveEntry {
    return { eventId: id, type: 'order-rejected', data: { orderId, at: rejectedAt, total, reason } };
  }
}
