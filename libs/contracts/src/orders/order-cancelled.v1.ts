import { IsIn, IsNotEmpty, IsRFC3339, IsString } from 'class-validator';
import { IntegrationEvent } from '@warren/eventing';
import { OrderContent } from './order-content';

/** Why an order was cancelled. */
export const CANCELLATION_CAUSES = [
  'customer',
  'payment-failed',
  'payment-overdue',
  'stock-overdue',
  'reservation-expired',
] as const;

/** An order will not be fulfilled. What was done for it is undone by whoever did it: stock is released, payments go back. */
@IntegrationEvent({
  type: 'orders.order-cancelled',
  version: 1,
  aggregate: 'order',
  subject: (event: OrderCancelled) => event.orderId,
})
export class OrderCancelled extends OrderContent<OrderCancelled> {
  @IsIn(CANCELLATION_CAUSES) readonly cause!: (typeof CANCELLATION_CAUSES)[number];
  /** For people. */
  @IsString() @IsNotEmpty() readonly reason!: string;
  @IsRFC3339() readonly placedAt!: string;
  @IsRFC3339() readonly cancelledAt!: string;
}
