import type { StockItemEvent } from './stock.events';
import { OnHandBelowReserved } from './stock.errors';

export interface StockItemState {
  readonly productId: string;
  readonly onHand: number;
  readonly reserved: number;
}

/** The stock of one product. What is reserved is never more than what is on hand. */
export class StockItem {
  private readonly events: StockItemEvent[] = [];

  private constructor(private state: StockItemState) {}

  static restore(state: StockItemState): StockItem {
    return new StockItem(state);
  }

  get productId(): string {
    return this.state.productId;
  }

  /** What can still be reserved. */
  get available(): number {
    return this.state.onHand - this.state.reserved;
  }

  /**
   * Somebody counted. That is told even when the count confirms what was known: it may be the first one.
   *
   * @throws OnHandBelowReserved when more than that has been promised to orders.
   */
  setOnHand(onHand: number): void {
    if (onHand < this.state.reserved)
      throw new OnHandBelowReserved(this.productId, onHand, this.state.reserved);
    this.state = { ...this.state, onHand };
    this.raiseUpdated();
  }

  /** Only a {@link Reservation} does this, once it knows that there is enough of everything. */
  reserve(quantity: number): void {
    if (quantity > this.available) {
      throw new RangeError(
        `${quantity} of ${this.productId} cannot be reserved: ${this.available} are available.`,
      );
    }
    this.state = { ...this.state, reserved: this.state.reserved + quantity };
    this.raiseUpdated();
  }

  snapshot(): StockItemState {
    return this.state;
  }

  /** What happened since it was loaded; the next call finds nothing. */
  pullEvents(): StockItemEvent[] {
    return this.events.splice(0);
  }

  private raiseUpdated(): void {
    this.events.push({ type: 'updated', ...this.state, available: this.available });
  }
}
