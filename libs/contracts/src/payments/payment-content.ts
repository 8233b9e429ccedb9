import { IsUUID } from 'class-validator';
import { ObjectOf, Payload } from '@warren/eventing';
import { Money } from '../money';

/** What every event of a payment says of it. */
export abstract class PaymentContent<Self> extends Payload<Self> {
  @IsUUID('loose') readonly paymentId!: string;
  @IsUUID('loose') readonly orderId!: string;
  @IsUUID('loose') readonly userId!: string;
  @ObjectOf(() => Money) readonly amount!: Money;
}
