import { IsEmail, MaxLength, NotEquals } from 'class-validator';
import { FORGOTTEN } from '@warren/eventing';
import { IsLine } from '@warren/platform';

export class CreateUserRequest {
  /** @example "Ada Lovelace" */
  @IsLine(200)
  @NotEquals(FORGOTTEN, { message: 'name is what is shown of a person who was forgotten' })
  readonly name!: string;

  /** @example "ada@example.com" */
  @IsEmail()
  @MaxLength(254)
  readonly email!: string;
}
