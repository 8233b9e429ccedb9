import {
  Money,
  PaymentAuthorized,
  PaymentFailed,
  PaymentRefunded,
  PaymentSettled,
  PaymentSuccessful,
} from '@warren/contracts';
import type { PaymentEvent } from '../domain/payment.events';

/** What other services are told of what happens to payments. */
export function toIntegrationEvent(event: PaymentEvent) {
  const { paymentId, orderId, userId } = event;
  const content = { paymentId, orderId, userId, amount: new Money(event.amount) };
  const at = event.at.toISOString();
  switch (event.type) {
    case 'authorized':
      return new PaymentAuthorized({ ...content, authorizedAt: at });
    case 'captured':
      return new PaymentSuccessful({ ...content, capturedAt: at });
    case 'settled':
      return new PaymentSettled({ ...content, settledAt: at });
    case 'refunded':
      return new PaymentRefunded({ ...content, reason: event.reason, refundedAt: at });
    case 'failed':
      return new PaymentFailed({ ...content, code: event.code, reason: event.reason, failedAt: at });
  }
}
