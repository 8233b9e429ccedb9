import { Type } from 'class-transformer';
import { ArrayMaxSize, ArrayNotEmpty, IsArray, IsInt, Max, Min, ValidateNested } from 'class-validator';
import { IsId } from '@warren/platform';

export class PlaceOrderLine {
  /** @example "0190c5d2-1111-7abc-8def-1a2b3c4d0003" */
  @IsId()
  readonly productId!: string;

  /** @example 3 */
  @IsInt()
  @Min(1)
  @Max(1_000_000)
  readonly quantity!: number;
}

export class PlaceOrderRequest {
  /** @example "0190c5d2-7a10-7c3e-9f00-6d2b1f5a0001" */
  @IsId()
  readonly userId!: string;

  @IsArray()
  @ArrayNotEmpty()
  @ArrayMaxSize(100)
  @ValidateNested({ each: true })
  @Type(() => PlaceOrderLine)
  readonly lines!: PlaceOrderLine[];
}
