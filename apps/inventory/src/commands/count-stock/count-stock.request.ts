import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsInt, Max, Min, ValidateIf } from 'class-validator';

export class CountStockRequest {
  /**
   * Pieces on the shelf, reserved ones included, sold ones not.
   * @example 10
   */
  @IsInt()
  @Min(0)
  @Max(1_000_000_000)
  readonly onHand!: number;

  /** Left out, it stays as it is; null takes it away. */
  @ApiPropertyOptional({
    type: Number,
    nullable: true,
    example: 5,
    description: 'With so many available, or fewer, others are told that stock is running low.',
  })
  @ValidateIf((_, value) => value !== undefined && value !== null)
  @IsInt()
  @Min(0)
  @Max(1_000_000_000)
  readonly reorderThreshold?: number | null;
}
