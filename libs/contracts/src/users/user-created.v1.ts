import { IsEmail, IsNotEmpty, IsString, IsUUID } from 'class-validator';
import { IntegrationEvent, Payload, Personal } from '@warren/eventing';

/** Somebody became a user. */
@IntegrationEvent({
  type: 'users.user-created',
  version: 1,
  aggregate: 'user',
  subject: (event: UserCreated) => event.userId,
})
export class UserCreated extends Payload<UserCreated> {
  @IsUUID('loose') readonly userId!: string;
  @Personal() @IsString() @IsNotEmpty() readonly name!: string;
  @Personal() @IsEmail() readonly email!: string;
}
