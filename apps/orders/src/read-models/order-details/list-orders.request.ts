import { IsId, IsPageNumber, MayBeAbsent } from '@warren/platform';

export class ListOrdersRequest {
  /** Only this user's orders. */
  @MayBeAbsent()
  @IsId()
  readonly userId?: string;

  /** The first page is 1. */
  @IsPageNumber()
  readonly page: number = 1;
}
