import { IsEmail, IsNotEmpty, IsString, IsUUID } from 'class-validator';
import { Payload, Personal, Snapshot } from '@warren/eventing';

/** A user as it is now. */
@Snapshot({
  type: 'users.user-snapshot',
  version: 1,
  aggregate: 'user',
  subject: (user: UserSnapshot) => user.userId,
})
export class UserSnapshot extends Payload<UserSnapshot> {
  @IsUUID('loose') readonly userId!: string;
  @Personal() @IsString() @IsNotEmpty() readonly name!: string;
  @Personal() @IsEmail() readonly email!: string;
}
