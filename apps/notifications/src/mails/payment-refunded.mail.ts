import type { PaymentRefunded } from '@warren/contracts';
import type { Message } from '../domain/notification';
import { oneLine } from '../domain/one-line';
import { letter } from './letter';
import { moneyInWords } from './money-in-words';

export function paymentRefundedMail(event: PaymentRefunded, to: { name: string }): Message {
  const amount = moneyInWords(event.amount);
  return letter(
    to,
    `Your money for order ${event.orderId} is on its way back`,
    `the ${amount} that you paid for order ${event.orderId} are on their way back to you. ` +
      `The reason: ${oneLine(event.reason)}`,
  );
}
