import type { Line, ShortLine } from './line';

/** What happens to the stock of one product, inside this service; what others are told is in `integration/`. */
export type StockItemEvent =
  | {
      readonly type: 'updated';
      readonly productId: string;
      readonly onHand: number;
      readonly reserved: number;
      readonly available: number;
    }
  | {
      readonly type: 'running-low';
      readonly productId: string;
      readonly available: number;
      readonly reorderThreshold: number;
    };

/** What becomes of an order's wish for stock. */
export type ReservationEvent =
  | {
      readonly type: 'reserved';
      readonly orderId: string;
      readonly lines: readonly Line[];
      readonly expiresAt: Date;
    }
  | { readonly type: 'allocated'; readonly orderId: string; readonly lines: readonly Line[] }
  | { readonly type: 'rejected'; readonly orderId: string; readonly shortLines: readonly ShortLine[] }
  | {
      readonly type: 'released';
      readonly orderId: string;
      readonly lines: readonly Line[];
      readonly cause: 'order-cancelled' | 'expired';
      readonly releasedAt: Date;
    };
