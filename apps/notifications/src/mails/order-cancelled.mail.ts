import type { OrderCancelled } from '@warren/contracts';
import type { Message } from '../domain/notification';
import { oneLine } from '../domain/one-line';
import { letter } from './letter';
import { orderLines } from './order-lines';

const BECAUSE: Record<OrderCancelled['cause'], string> = {
  customer: 'as you asked',
  'payment-failed': 'because the payment failed',
  'payment-overdue': 'because the payment did not arrive in time',
  'stock-overdue': 'because we could not find out in time whether we have everything in stock',
  'reservation-expired': 'because what we had set aside for it could not be kept any longer',
};

/** Whether money goes back is not known here: payments says so by itself, and then there is another mail. */
export function orderCancelledMail(event: OrderCancelled, to: { name: string }): Message {
  return letter(
    to,
    `Your order ${event.orderId} is cancelled`,
    `your order ${event.orderId} is cancelled, ${BECAUSE[event.cause]}. In detail: ${oneLine(event.reason)}`,
    orderLines(event),
    'If you have paid already, all of it goes back to you; we write again when it is on its way.',
  );
}
