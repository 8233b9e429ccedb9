import type { OrderLine } from '../../domain/order-line';

export class PlaceOrder {
  constructor(
    readonly userId: string,
    readonly lines: readonly OrderLine[],
    /** Two commands of one user with the same key are one order. */
    readonly idempotencyKey?: string,
  ) {}
}
