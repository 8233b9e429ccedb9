import { Injectable } from '@nestjs/common';
import { SuspiciousActivityDetected } from '@warren/contracts';
import { IdempotentHandler, type Delivery } from '@warren/eventing';
import { Recipients } from '../domain/recipients';
import { suspiciousActivityMail } from '../mails/suspicious-activity.mail';
import { Notifications } from '../persistence/notifications';

@Injectable()
export class TellFraudDeskWhenSuspiciousActivityDetected {
  constructor(
    private readonly recipients: Recipients,
    private readonly notifications: Notifications,
  ) {}

  /** The same user may be suspicious again: only the event's id tells one time from the other. */
  @IdempotentHandler(SuspiciousActivityDetected)
  async handle(event: SuspiciousActivityDetected, { envelope }: Pick<Delivery, 'envelope'>): Promise<void> {
    await this.notifications.add({
      kind: 'suspicious-activity',
      fact: `suspicious-activity/${envelope.id}`,
      to: this.recipients.fraudDesk(),
      message: suspiciousActivityMail(event),
    });
  }
}
