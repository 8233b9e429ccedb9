import type { PaymentFailed } from '@warren/contracts';
import type { Message } from '../domain/notification';
import { oneLine } from '../domain/one-line';
import { letter } from './letter';
import { moneyInWords } from './money-in-words';

export function paymentFailedMail(event: PaymentFailed, to: { name: string }): Message {
  return letter(
    to,
    `The payment for your order ${event.orderId} failed`,
    `the payment of ${moneyInWords(event.amount)} for your order ${event.orderId} failed. ` +
      `The reason: ${oneLine(event.reason)}`,
    'You have not been charged.',
  );
}
