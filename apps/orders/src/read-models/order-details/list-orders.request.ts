import { Type } from 'class-transformer';
import { IsInt, Max, Min } from 'class-validator';
import { IsId, MayBeAbsent } from '@warren/platform';

export class ListOrdersRequest {
  /** Only this user's orders. */
  @MayBeAbsent()
  @IsId()
  readonly userId?: string;

  /** The first page is 1. */
  @MayBeAbsent()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(10_000)
  readonly page: number = 1;
}
