import type { Card } from '../../domain/payment';
import type { WantedLine } from '../../domain/order-line';

export class PlaceOrder {
  constructor(
    readonly userId: string,
    readonly lines: readonly WantedLine[],
    readonly payment: Card,
    /** Two commands of one user with the same key are one order. */
    readonly idempotencyKey?: string,
  ) {}
}
