import { IsEmail, MaxLength } from 'class-validator';
import { IsLine, MayBeAbsent } from '@warren/platform';

/** What is left out stays as it is. */
export class UpdateUserRequest {
  /** @example "Ada King" */
  @MayBeAbsent()
  @IsLine(200)
  readonly name?: string;

  /** @example "ada.king@example.com" */
  @MayBeAbsent()
  @IsEmail()
  @MaxLength(254)
  readonly email?: string;
}
