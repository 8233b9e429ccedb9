import type { Line, ShortLine } from './line';

/** What happens to the stock of one product, inside this service; what others are told is in `integration/`. */
export interface StockItemEvent {
  readonly type: 'updated';
  readonly productId: string;
  readonly onHand: number;
  readonly reserved: number;
  readonly available: number;
}

/** How an order's wish for stock ended. */
export type ReservationEvent =
  | { readonly type: 'reserved'; readonly orderId: string; readonly lines: readonly Line[] }
  | { readonly type: 'rejected'; readonly orderId: string; readonly shortLines: readonly ShortLine[] };
