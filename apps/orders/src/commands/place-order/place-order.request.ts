import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { ArrayMaxSize, ArrayNotEmpty, IsArray, IsInt, Max, Min, ValidateNested } from 'class-validator';
import { IsId } from '@warren/platform';

export class PlaceOrderLine {
  @IsId()
  readonly productId!: string;

  @IsInt()
  @Min(1)
  @Max(1_000_000)
  @ApiProperty({ example: 3 })
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
  @ApiProperty({ type: [PlaceOrderLine] })
  readonly lines!: PlaceOrderLine[];
}
