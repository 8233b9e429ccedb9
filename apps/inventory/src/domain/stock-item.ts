import type { StockItemEvent } from './stock.events';
import { OnHandBelowReserved } from './stock.errors';

export interface StockItemState {
  readonly productId: string;
  /** Pieces on the shelf. */
  readonly onHand: number;
  /** Of these, promised to orders. */
  readonly reserved: number;
  /** Pieces that have left the shelf for good, since the beginning. */
  readonly sold: number;
  /** With so many available, or fewer, it is time to order more; null while nobody watches. */
  readonly reorderThreshold: number | null;
}

/** The stock of one product. Always `0 <= reserved <= onHand`, and only a count changes `onHand + sold`. */
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
   * @param reorderThreshold left out: as it is; null: watched no more.
   * @throws OnHandBelowReserved when more than that has been promised to orders.
   */
  count(onHand: number, reorderThreshold: number | null = this.state.reorderThreshold): void {
    if (onHand < this.state.reserved)
      throw new OnHandBelowReserved(this.productId, onHand, this.state.reserved);
    this.become({ onHand, reorderThreshold });
  }

  /** Only a {@link Reservation} does this and what follows, once it knows that there is enough of everything. */
  reserve(quantity: number): void {
    if (quantity > this.available) this.refuse(quantity, 'reserved', `${this.available} are available`);
    this.become({ reserved: this.state.reserved + quantity });
  }

  /** What was reserved can be promised to others. */
  release(quantity: number): void {
    this.requireReserved(quantity, 'released');
    this.become({ reserved: this.state.reserved - quantity });
  }

  /** What was reserved leaves the shelf. */
  sell(quantity: number): void {
    this.requireReserved(quantity, 'sold');
    const { onHand, reserved, sold } = this.state;
    this.become({ onHand: onHand - quantity, reserved: reserved - quantity, sold: sold + quantity });
  }

  /** What nobody had reserved, or nobody any more, leaves the shelf. */
  sellAvailable(quantity: number): void {
    if (quantity > this.available) this.refuse(quantity, 'sold', `${this.available} are available`);
    this.become({ onHand: this.state.onHand - quantity, sold: this.state.sold + quantity });
  }

  /** What was sold is on the shelf again. */
  takeBack(quantity: number): void {
    if (quantity > this.state.sold) this.refuse(quantity, 'taken back', `${this.state.sold} were sold`);
    this.become({ onHand: this.state.onHand + quantity, sold: this.state.sold - quantity });
  }

  snapshot(): StockItemState {
    return this.state;
  }

  /** What happened since it was loaded; the next call finds nothing. */
  pullEvents(): StockItemEvent[] {
    return this.events.splice(0);
  }

  private become(change: Partial<StockItemState>): void {
    const wasLow = this.isLow();
    this.state = { ...this.state, ...change };
    const { productId, onHand, reserved, reorderThreshold } = this.state;
    const { available } = this;
    this.events.push({ type: 'updated', productId, onHand, reserved, available });
    // Said when it becomes so, not while it is so: whoever hears it orders more, once.
    if (reorderThreshold !== null && this.isLow() && !wasLow)
      this.events.push({ type: 'running-low', productId, available, reorderThreshold });
  }

  private isLow(): boolean {
    return this.state.reorderThreshold !== null && this.available <= this.state.reorderThreshold;
  }

  private requireReserved(quantity: number, verb: string): void {
    if (quantity > this.state.reserved) this.refuse(quantity, verb, `${this.state.reserved} are reserved`);
  }

  private refuse(quantity: number, verb: string, but: string): never {
    throw new RangeError(`${quantity} of ${this.productId} cannot be ${verb}: ${but}.`);
  }
}
