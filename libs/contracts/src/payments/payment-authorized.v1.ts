import { IsRFC3339 } from 'class-validator';
import { IntegrationEvent } from '@warren/eventing';
import { PaymentContent } from './payment-content';

/** The provider promises the amount; nothing has been taken yet. */
@IntegrationEvent({
  type: 'payments.payment-authorized',
  version: 1,
  aggregate: 'payment',
  subject: (event: PaymentAuthorized) => event.paymentId,
})
export class PaymentAuthorized extends PaymentContent<PaymentAuthorized> {
  @IsRFC3339() readonly authorizedAt!: string;
}
