import { ApiProperty } from '@nestjs/swagger';
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

  /**
   * Pieces that have left the shelf with confirmed orders, since the beginning.
   * @example 12
   */
  readonly sold!: number;

  @ApiProperty({
    type: Number,
    nullable: true,
    example: 5,
    description:
      'With so many available, or fewer, others are told that stock is running low. null: nobody watches.',
  })
  readonly reorderThreshold!: number | null;

  static of(item: StockItem): StockResponse {
    const { productId, onHand, reserved, sold, reorderThreshold } = item.snapshot();
    return { productId, onHand, reserved, available: item.available, sold, reorderThreshold };
  }
}
