import type { Line } from './line';
import type { StockItem } from './stock-item';
import type { ReservationEvent } from './stock.events';

export interface ReservationState {
  readonly orderId: string;
  readonly status: 'reserved' | 'rejected';
  /** What the order asks for, each product once. */
  readonly lines: readonly Line[];
}

/** Stock set aside for an order: everything it asks for, or nothing. */
export class Reservation {
  private readonly events: ReservationEvent[] = [];

  private constructor(private readonly state: ReservationState) {}

  /**
   * @param wanted may name a product in several lines: they add up
   * @param stock the items of the wanted products; one that is absent counts as none available
   */
  static attempt(orderId: string, wanted: readonly Line[], stock: readonly StockItem[]): Reservation {
    const lines = addUp(wanted);
    const items = new Map(stock.map((item) => [item.productId, item]));
    const shortLines = lines
      .map(({ productId, quantity }) => ({
        productId,
        requested: quantity,
        available: items.get(productId)?.available ?? 0,
      }))
      .filter(({ requested, available }) => requested > available);

    if (shortLines.length > 0) {
      const rejected = new Reservation({ orderId, status: 'rejected', lines });
      rejected.events.push({ type: 'rejected', orderId, shortLines });
      return rejected;
    }
    lines.forEach(({ productId, quantity }) => items.get(productId)?.reserve(quantity));
    const reserved = new Reservation({ orderId, status: 'reserved', lines });
    reserved.events.push({ type: 'reserved', orderId, lines });
    return reserved;
  }

  snapshot(): ReservationState {
    return this.state;
  }

  /** What happened since it was attempted; the next call finds nothing. */
  pullEvents(): ReservationEvent[] {
    return this.events.splice(0);
  }
}

function addUp(wanted: readonly Line[]): Line[] {
  const quantities = new Map<string, number>();
  for (const { productId, quantity } of wanted) {
    quantities.set(productId, (quantities.get(productId) ?? 0) + quantity);
  }
  return [...quantities].map(([productId, quantity]) => ({ productId, quantity }));
}
