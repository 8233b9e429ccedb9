import type { OrderRejected } from '@warren/contracts';
import type { Message } from '../domain/notification';
import { oneLine } from '../domain/one-line';
import { letter } from './letter';
import { orderLines } from './order-lines';

export function orderRejectedMail(event: OrderRejected, to: { name: string }): Message {
  return letter(
    to,
    `Your order ${event.orderId} cannot be fulfilled`,
    `we are sorry: your order ${event.orderId} cannot be fulfilled. The reason: ${oneLine(event.reason)}`,
    orderLines(event),
    'You have not been charged.',
  );
}
