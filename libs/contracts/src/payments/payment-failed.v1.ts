import { IsNotEmpty, IsRFC3339, IsString } from 'class-validator';
import { IntegrationEvent } from '@warren/eventing';
import { PaymentContent } from './payment-content';

/** The amount was not taken, and will not be. */
@IntegrationEvent({
  type: 'payments.payment-failed',
  version: 1,
  aggregate: 'payment',
  subject: (event: PaymentFailed) => event.paymentId,
})
export class PaymentFailed extends PaymentContent<PaymentFailed> {
  /** For programs: `card-declined`, `order-cancelled`. */
  @IsString() @IsNotEmpty() readonly code!: string;
  /** For people. */
  @IsString() @IsNotEmpty() readonly reason!: string;
  @IsRFC3339() readonly failedAt!: string;
}
