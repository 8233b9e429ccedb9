import { IsEmail, IsNotEmpty, IsString, IsUUID } from 'class-validator';
import { IntegrationEvent, Payload, Personal } from '@warren/eventing';

/** A user's name or email changed. Carries the whole user as it is now, so that nobody has to remember the last one. */
@IntegrationEvent({
  type: 'users.user-updated',
  version: 1,
  aggregate: 'user',
  subject: (event: UserUpdated) => event.userId,
})
export class UserUpdated extends Payload<UserUpdated> {
  @IsUUID('loose') readonly userId!: string;
  @Personal() @IsString() @IsNotEmpty() readonly name!: string;
  @Personal() @IsEmail() readonly email!: string;
}
