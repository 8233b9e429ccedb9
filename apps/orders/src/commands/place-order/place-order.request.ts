import { Type } from 'class-transformer';
import { ArrayMaxSize, ArrayNotEmpty, IsArray, IsInt, Max, Min, ValidateNested } from 'class-validator';
import { IsId } from '@warren/platform';

export class PlaceOrderLine {
  @IsId()
  readonly productId!: string;

  /** @example 3 */
  @IsInt()
  @Min(1)
  @Max(1_000_000)
  readonly quantity!: number;
}

export class PlaceOrderRequest {
  @IsId()
  readonly userId!: string;

  @IsArray()
  @ArrayNotEmpty()
  @ArrayMaxSize(100)
  @ValidateNested({ each: true })
  @Type(() => PlaceOrderLine)
  readonly lines!: PlaceOrderLine[];
}
