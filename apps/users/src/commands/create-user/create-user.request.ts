import { IsEmail, MaxLength } from 'class-validator';
import { IsLine } from '@warren/platform';

export class CreateUserRequest {
  /** @example "Ada Lovelace" */
  @IsLine(200)
  readonly name!: string;

  /** @example "ada@example.com" */
  @IsEmail()
  @MaxLength(254)
  readonly email!: string;
}
