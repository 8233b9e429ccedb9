import type { Line } from './line';

/**
 * `new`: nothing has been heard of the order. `reserved` expires, `allocated` does not: the order's payment is on its way, and
 * only the order knows how it ends. `cancelled` is the last word on an order, and remembered even when it is the first that
 * is heard of it.
 */
export type ReservationStatus =
  'new' | 'reserved' | 'allocated' | 'rejected' | 'expired' | 'cancelled' | 'sold';

export interface ReservationState {
  readonly orderId: string;
  readonly status: ReservationStatus;
  /** What the order asks for, each product once; empty as long as nobody has told that it was placed. */
  readonly lines: readonly Line[];
  readonly expiresAt: Date | null;
}
