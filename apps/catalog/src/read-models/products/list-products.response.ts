import { ProductResponse } from '../../api/product.response';

export class ListProductsResponse {
  /** By name. */
  readonly products!: ProductResponse[];

  /** @example 1 */
  readonly page!: number;

  /** @example 20 */
  readonly pageSize!: number;

  /** Whether there is another page. */
  readonly hasMore!: boolean;
}
