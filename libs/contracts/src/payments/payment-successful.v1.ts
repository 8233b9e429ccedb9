import { IsRFC3339 } from 'class-validator';
import { IntegrationEvent } from '@warren/eventing';
import { PaymentContent } from './payment-content';

/** The amount has been taken from the customer. */
@IntegrationEvent({
  type: 'payments.payment-successful',
  version: 1,
  aggregate: 'payment',
  subject: (event: PaymentSuccessful) => event.paymentId,
})
export class PaymentSuccessful extends PaymentContent<PaymentSuccessful> {
  @IsRFC3339() readonly capturedAt!: string;
}
