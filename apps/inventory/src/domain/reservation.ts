import { addUp, shortOf, type Line } from './line';
import {
  ConfirmedWithoutStock,
  ExpiredAndGone,
  NothingReservedYet,
  OrderPlacedTwice,
} from './reservation.errors';
import type { ReservationState, ReservationStatus } from './reservation-state';
import type { StockItem } from './stock-item';
import type { ReservationEvent } from './stock.events';

/**
 * What becomes of the stock that an order asks for: everything it asks for, or nothing. Its events may be handled in any
 * order and more than once; the stock ends up the same.
 *
 * Every method takes the items of the order's products: one that is absent counts as none available.
 */
export class Reservation {
  private readonly events: ReservationEvent[] = [];

  private constructor(private state: ReservationState) {}

  static restore(state: ReservationState): Reservation {
    return new Reservation(state);
  }

  /** The products whose stock has to be at hand to decide about it. */
  get productIds(): string[] {
    return this.state.lines.map(({ productId }) => productId);
  }

  /**
   * The order was placed: sets aside what it wants, or rejects it. One that has been cancelled gets nothing, silently.
   *
   * @param wanted may name a product in several lines: they add up
   * @throws OrderPlacedTwice
   */
  place(wanted: readonly Line[], stock: readonly StockItem[], expiresAt: Date): void {
    const { orderId, status } = this.state;
    if (this.state.lines.length > 0) throw new OrderPlacedTwice(orderId, status);
    const lines = addUp(wanted);
    if (status === 'cancelled') return this.become('cancelled', { lines });
    const shortLines = shortOf(lines, stock);
    if (shortLines.length > 0) {
      this.events.push({ type: 'rejected', orderId, shortLines });
      return this.become('rejected', { lines });
    }
    this.become('reserved', { lines, expiresAt });
    this.forEachItem(stock, (item, quantity) => item.reserve(quantity));
    this.events.push({ type: 'reserved', orderId, lines, expiresAt });
  }

  /**
   * The order's payment is asked for: what is reserved is kept until the order is confirmed or cancelled, however long that
   * takes. What is reserved no more stays as it is, and the order is not told that it is kept.
   *
   * @throws NothingReservedYet
   */
  allocate(): void {
    const { orderId, status, lines } = this.state;
    if (status === 'new') throw new NothingReservedYet(orderId);
    if (status !== 'reserved') return;
    this.become('allocated');
    this.events.push({ type: 'allocated', orderId, lines });
  }

  /** The order will not be fulfilled: gives back what was set aside or sold. Nothing can be reserved for it afterwards. */
  cancel(stock: readonly StockItem[], now: Date): void {
    const { status } = this.state;
    if (status === 'reserved' || status === 'allocated') this.release(stock, 'order-cancelled', now);
    if (status === 'sold') {
      this.forEachItem(stock, (item, quantity) => item.takeBack(quantity));
      this.raiseReleased('order-cancelled', now);
    }
    this.become('cancelled');
  }

  /**
   * The order will be fulfilled: what was set aside leaves the shelf. What has expired is taken again if it is still there.
   * After a cancellation nothing happens: that one came later, and was only handled earlier.
   *
   * @throws NothingReservedYet, ConfirmedWithoutStock, ExpiredAndGone
   */
  confirm(stock: readonly StockItem[]): void {
    const { orderId, status, lines } = this.state;
    if (status === 'new') throw new NothingReservedYet(orderId);
    if (status === 'rejected') throw new ConfirmedWithoutStock(orderId);
    if (status === 'sold' || status === 'cancelled') return;
    if (status === 'expired') {
      const shortLines = shortOf(lines, stock);
      if (shortLines.length > 0) throw new ExpiredAndGone(orderId, shortLines);
      this.forEachItem(stock, (item, quantity) => item.sellAvailable(quantity));
    } else {
      this.forEachItem(stock, (item, quantity) => item.sell(quantity));
    }
    this.become('sold');
  }

  /** Nobody has asked in time for the order's payment: others may have it. What is not reserved, or not that long, stays as it is. */
  expire(stock: readonly StockItem[], now: Date): void {
    const { status, expiresAt } = this.state;
    if (status !== 'reserved' || expiresAt === null || expiresAt > now) return;
    this.release(stock, 'expired', now);
    this.become('expired');
  }

  snapshot(): ReservationState {
    return this.state;
  }

  /** What happened since it was loaded; the next call finds nothing. */
  pullEvents(): ReservationEvent[] {
    return this.events.splice(0);
  }

  private release(stock: readonly StockItem[], cause: 'order-cancelled' | 'expired', now: Date): void {
    this.forEachItem(stock, (item, quantity) => item.release(quantity));
    this.raiseReleased(cause, now);
  }

  private raiseReleased(cause: 'order-cancelled' | 'expired', releasedAt: Date): void {
    const { orderId, lines } = this.state;
    this.events.push({ type: 'released', orderId, lines, cause, releasedAt });
  }

  private become(status: ReservationStatus, change: Partial<ReservationState> = {}): void {
    this.state = { ...this.state, expiresAt: null, ...change, status };
  }

  private forEachItem(stock: readonly StockItem[], act: (item: StockItem, quantity: number) => void): void {
    for (const { productId, quantity } of this.state.lines) {
      const item = stock.find((candidate) => candidate.productId === productId);
      if (!item) {
        throw new Error(
          `Order ${this.state.orderId} holds stock of product ${productId}, of which there is no record.`,
        );
      }
      act(item, quantity);
    }
  }
}
