import { IsInt, IsString, Max } from 'class-validator';
import { IntegrationEvent } from '../../../src/message/integration-event';
import { Payload } from '../../../src/message/payload';

/** The event that the tests schedule. */
@IntegrationEvent({
  type: 'svc.reminder-due',
  version: 1,
  aggregate: 'reminder',
  subject: (e: ReminderDue) => e.about,
})
export class ReminderDue extends Payload<ReminderDue> {
  @IsString() readonly about!: string;
  @IsInt() @Max(1_000_000) readonly number!: number;
}
