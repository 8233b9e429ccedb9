import { ObjectOf } from '@warren/eventing';
import { IsLine, MayBeAbsent } from '@warren/platform';
import { PriceRequest } from '../../api/price.request';

/** What is left out stays as it is. */
export class UpdateProductRequest {
  /** @example "Fountain pen, navy" */
  @MayBeAbsent()
  @IsLine(200)
  readonly name?: string;

  /** Both of its parts: an amount means nothing without its currency. */
  @MayBeAbsent()
  @ObjectOf(() => PriceRequest)
  readonly price?: PriceRequest;
}
