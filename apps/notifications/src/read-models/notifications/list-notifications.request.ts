import { IsEmail } from 'class-validator';
import { IsId, IsPageNumber, MayBeAbsent } from '@warren/platform';

export class ListNotificationsRequest {
  /** Only those to this user. */
  @MayBeAbsent()
  @IsId()
  readonly userId?: string;

  /** Only those to this address: a user's, or one of the shop's own desks'. */
  @MayBeAbsent()
  @IsEmail()
  readonly recipient?: string;

  /** The first page is 1. */
  @IsPageNumber()
  readonly page: number = 1;
}
