import type { OrderLine } from './order-line';

/** What happens to an order, inside this service; what others are told is in `integration/`. */
export type OrderEvent =
  | {
      readonly type: 'placed';
      readonly orderId: string;
      readonly userId: string;
      readonly lines: readonly OrderLine[];
      readonly at: Date;
    }
  | { readonly type: 'confirmed'; readonly orderId: string; readonly userId: string; readonly at: Date }
  | {
      readonly type: 'rejected';
      readonly orderId: string;
      readonly userId: string;
      readonly reason: string;
      readonly at: Date;
    };
