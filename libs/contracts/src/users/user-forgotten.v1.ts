import { IsUUID } from 'class-validator';
import { IntegrationEvent, Payload } from '@warren/eventing';

/** A user was forgotten: nothing that told who it was can be read any more, in any event, of the past or to come. */
@IntegrationEvent({
  type: 'users.user-forgotten',
  version: 1,
  aggregate: 'user',
  subject: (event: UserForgotten) => event.userId,
  forgets: (event: UserForgotten) => event.userId,
})
export class UserForgotten extends Payload<UserForgotten> {
  @IsUUID('loose') readonly userId!: string;
}
