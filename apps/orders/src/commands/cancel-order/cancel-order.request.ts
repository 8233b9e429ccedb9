import { IsLine, MayBeAbsent } from '@warren/platform';

export class CancelOrderRequest {
  /** @example "Ordered by mistake" */
  @MayBeAbsent()
  @IsLine(500)
  readonly reason?: string;
}
