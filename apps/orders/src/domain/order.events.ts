import type { CancellationCause } from './cancellation-cause';
import type { Money } from './money';
import type { OrderLine } from './order-line';
import type { Card } from './payment';

/** What every event of an order tells. */
interface OrderEventContent {
  readonly orderId: string;
  readonly userId: string;
  readonly lines: readonly OrderLine[];
  readonly total: Money;
  readonly placedAt: Date;
  readonly at: Date;
}

/** What happens to an order, inside this service; what others are told is in `integration/`. */
export type OrderEvent = OrderEventContent &
  (
    | { readonly type: 'placed' }
    | { readonly type: 'awaiting-payment' }
    | { readonly type: 'payment-requested'; readonly paymentId: string; readonly card: Card }
    | { readonly type: 'confirmed' }
    | { readonly type: 'rejected'; readonly reason: string }
    | { readonly type: 'cancelled'; readonly cause: CancellationCause; readonly reason: string }
  );
