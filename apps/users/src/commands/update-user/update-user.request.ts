import { IsEmail, MaxLength, NotEquals } from 'class-validator';
import { FORGOTTEN } from '@warren/eventing';
import { IsLine, MayBeAbsent } from '@warren/platform';

/** What is left out stays as it is. */
export class UpdateUserRequest {
  /** @example "Ada King" */
  @MayBeAbsent()
  @IsLine(200)
  @NotEquals(FORGOTTEN, { message: 'name is what is shown of a person who was forgotten' })
  readonly name?: string;

  /** @example "ada.king@example.com" */
  @MayBeAbsent()
  @IsEmail()
  @MaxLength(254)
  readonly email?: string;
}
