import type { OrderConfirmed } from '@warren/contracts';
import type { Message } from '../domain/notification';
import { letter } from './letter';
import { orderLines } from './order-lines';

export function orderConfirmedMail(event: OrderConfirmed, to: { name: string }): Message {
  return letter(
    to,
    `Your order ${event.orderId} is confirmed`,
    `we have your payment, and your order ${event.orderId} is on its way:`,
    orderLines(event),
  );
}
