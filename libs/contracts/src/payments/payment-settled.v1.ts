import { IsRFC3339 } from 'class-validator';
import { IntegrationEvent } from '@warren/eventing';
import { PaymentContent } from './payment-content';

/** The provider has paid the amount out to the shop. */
@IntegrationEvent({
  type: 'payments.payment-settled',
  version: 1,
  aggregate: 'payment',
  subject: (event: PaymentSettled) => event.paymentId,
})
export class PaymentSettled extends PaymentContent<PaymentSettled> {
  @IsRFC3339() readonly settledAt!: string;
}
