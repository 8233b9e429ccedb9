import { IsIn, IsNotEmpty, IsRFC3339, IsString, IsUUID } from 'class-validator';
import { IntegrationEvent, Payload } from '@warren/eventing';

/** A customer pays, or tries to, in a way that a person should look at. */
@IntegrationEvent({
  type: 'payments.suspicious-activity-detected',
  version: 1,
  aggregate: 'payer',
  subject: (event: SuspiciousActivityDetected) => event.userId,
})
export class SuspiciousActivityDetected extends Payload<SuspiciousActivityDetected> {
  @IsUUID('loose') readonly userId!: string;
  /** The order that gave rise to it. */
  @IsUUID('loose') readonly orderId!: string;
  @IsIn(['many-declines', 'unusual-amount']) readonly kind!: 'many-declines' | 'unusual-amount';
  /** For people: what is unusual about it. */
  @IsString() @IsNotEmpty() readonly description!: string;
  @IsRFC3339() readonly detectedAt!: string;
}
