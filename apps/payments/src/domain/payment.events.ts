export interface Amount {
  /** In the smallest unit of the currency. */
  readonly amount: number;
  readonly currency: string;
}

/** Why a payment failed, for programs. */
export type FailureCode = 'card-declined' | 'order-cancelled' | 'voided';

interface Happened {
  readonly paymentId: string;
  readonly orderId: string;
  readonly userId: string;
  readonly amount: Amount;
  readonly at: Date;
}

/** What happens to a payment, inside this service; what others are told is in `integration/`. */
export type PaymentEvent =
  | (Happened & { readonly type: 'authorized' | 'captured' | 'settled' })
  | (Happened & { readonly type: 'failed'; readonly code: FailureCode; readonly reason: string })
  | (Happened & { readonly type: 'refunded'; readonly reason: string });
