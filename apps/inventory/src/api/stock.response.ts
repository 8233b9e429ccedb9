import type { StockItem } from '../domain/stock-item';

export class StockResponse {
  /** @example "0190c5d2-1111-7abc-8def-1a2b3c4d0003" */
  readonly productId!: string;

  /**
   * Pieces on the shelf.
   * @example 10
   */
  readonly onHand!: number;

  /**
   * Of these, promised to orders.
   * @example 3
   */
  readonly reserved!: number;

  /**
   * What is left to promise.
   * @example 7
   */
  readonly available!: number;

  static of(item: StockItem): StockResponse {
    const { productId, onHand, reserved } = item.snapshot();
    return { productId, onHand, reserved, available: item.available };
  }
}
