import type { OrderStatus } from '../domain/order';

export class MoneyResponse {
  /**
   * In minor units.
   * @example 1999
   */
  readonly amount!: number;

  /** @example "EUR" */
  readonly currency!: string;
}

export class CustomerResponse {
  /** @example "0190c5d2-7a10-7c3e-9f00-6d2b1f5a0001" */
  readonly id!: string;

  /**
   * The user's name as it is now, `(forgotten)` of one who was forgotten; null while the copy of the users is being built anew.
   * @example "Ada Lovelace"
   */
  readonly name!: string | null;
}

export class OrderLineResponse {
  /** @example "0190c5d2-1111-7abc-8def-1a2b3c4d0003" */
  readonly productId!: string;

  /**
   * Of the product, when it was ordered.
   * @example "Fountain pen, blue"
   */
  readonly name!: string;

  /** @example 3 */
  readonly quantity!: number;

  readonly unitPrice!: MoneyResponse;
}

export class OrderHistoryEntry {
  readonly status!: OrderStatus;

  /** @example "2025-03-01T10:15:00.000Z" */
  readonly at!: string;
}

/** An order as everybody outside sees it, whichever model it was read from. */
export class OrderResponse {
  /** @example "0190c5d2-9b41-7f08-8a11-3c9e5d7b0002" */
  readonly id!: string;

  readonly status!: OrderStatus;

  readonly customer!: CustomerResponse;

  readonly lines!: OrderLineResponse[];

  readonly total!: MoneyResponse;

  /** What it has been, from the beginning. */
  readonly history!: OrderHistoryEntry[];

  /** Why it was rejected or cancelled. */
  readonly reason?: string;
}
