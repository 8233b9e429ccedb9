import { IsNotEmpty, IsRFC3339, IsString } from 'class-validator';
import { IntegrationEvent } from '@warren/eventing';
import { PaymentContent } from './payment-content';

/** The amount had been taken, and the customer gets all of it back. */
@IntegrationEvent({
  type: 'payments.payment-refunded',
  version: 1,
  aggregate: 'payment',
  subject: (event: PaymentRefunded) => event.paymentId,
})
export class PaymentRefunded extends PaymentContent<PaymentRefunded> {
  /** For people. */
  @IsString() @IsNotEmpty() readonly reason!: string;
  @IsRFC3339() readonly refundedAt!: string;
}
