import { ApiProperty } from '@nestjs/swagger';
import type { PaymentState } from '../domain/payment';

const STATUSES = ['requested', 'authorized', 'captured', 'settled', 'refunded', 'failed'];

export class AmountResponse {
  /**
   * In the smallest unit of the currency: 1999 is 19.99 EUR.
   * @example 1999
   */
  readonly amount!: number;

  /** @example "EUR" */
  readonly currency!: string;
}

export class PaymentHistoryEntry {
  @ApiProperty({ enum: STATUSES })
  readonly status!: string;

  /** @example "2025-03-01T10:15:00.000Z" */
  readonly at!: string;

  /**
   * For people: why it failed or was refunded.
   * @example "There are insufficient funds on the card."
   */
  readonly detail?: string;
}

/** A payment as everybody outside sees it. The card's token is not kept anywhere, so it cannot show here. */
export class PaymentResponse {
  /** @example "0190c5d2-9b41-7f08-8a11-3c9e5d7b0005" */
  readonly id!: string;

  /** @example "0190c5d2-9b41-7f08-8a11-3c9e5d7b0002" */
  readonly orderId!: string;

  /** @example "0190c5d2-7a10-7c3e-9f00-6d2b1f5a0001" */
  readonly userId!: string;

  readonly amount!: AmountResponse;

  /** @example "card" */
  readonly method!: string;

  @ApiProperty({ enum: STATUSES })
  readonly status!: string;

  /** What it has been, from the beginning. */
  readonly history!: PaymentHistoryEntry[];

  static of({ id, orderId, userId, amount, method, status, history }: PaymentState): PaymentResponse {
    return {
      id,
      orderId,
      userId,
      amount,
      method,
      status,
      // jsonb keeps fields in an order of its own; people get them in ours
      history: history.map(({ status: was, at, detail }) => ({
        status: was,
        at,
        ...(detail !== undefined && { detail }),
      })),
    };
  }
}
