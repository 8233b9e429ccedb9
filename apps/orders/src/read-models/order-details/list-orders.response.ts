import { OrderResponse } from '../../api/order.response';

export class ListOrdersResponse {
  /** The newest first. */
  readonly orders!: OrderResponse[];

  /** @example 1 */
  readonly page!: number;

  /** @example 20 */
  readonly pageSize!: number;

  /** Whether there is another page. */
  readonly hasMore!: boolean;
}
