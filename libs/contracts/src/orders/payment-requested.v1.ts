import { IsIn, IsNotEmpty, IsRFC3339, IsString, IsUUID } from 'class-validator';
import { IntegrationEvent, ObjectOf, Payload, Secret } from '@warren/eventing';
import { Money } from '../money';

/**
 * An order has its stock, and its customer is to pay for it now. For payments only: it carries the card's token, and so it
 * is no event of the order, which many follow, but of the request, which nobody does.
 */
@IntegrationEvent({
  type: 'orders.payment-requested',
  version: 1,
  aggregate: 'payment-request',
  subject: (event: PaymentRequested) => event.paymentId,
  confidential: true,
})
export class PaymentRequested extends Payload<PaymentRequested> {
  @IsUUID('loose') readonly orderId!: string;
  /** The id that the payment gets: asked for twice, it is still one payment. */
  @IsUUID('loose') readonly paymentId!: string;
  @IsUUID('loose') readonly userId!: string;
  @ObjectOf(() => Money) readonly amount!: Money;
  @IsIn(['card']) readonly method!: 'card';
  /** Stands for the card at the payment provider. */
  @Secret() @IsString() @IsNotEmpty() readonly token!: string;
  @IsRFC3339() readonly requestedAt!: string;
}
