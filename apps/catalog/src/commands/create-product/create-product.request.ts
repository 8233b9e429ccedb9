import { ObjectOf } from '@warren/eventing';
import { IsLine } from '@warren/platform';
import { PriceRequest } from '../../api/price.request';

export class CreateProductRequest {
  /**
   * What the warehouse calls it; no two products have the same one.
   * @example "PEN-BLUE-07"
   */
  @IsLine(64)
  readonly sku!: string;

  /** @example "Fountain pen, blue" */
  @IsLine(200)
  readonly name!: string;

  @ObjectOf(() => PriceRequest)
  readonly price!: PriceRequest;
}
