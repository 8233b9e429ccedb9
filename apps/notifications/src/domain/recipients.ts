import type { Addressee } from './notification';

/** Knows where users and desks are reached. */
export abstract class Recipients {
  /**
   * Until the unit of work ends, the copy of the user stays as it is.
   *
   * @throws UnknownRecipient when nobody has told of the user yet.
   */
  abstract user(userId: string): Promise<Addressee>;
  /** The same for whom it is no harm not to know the user. */
  abstract findUser(userId: string): Promise<Addressee | undefined>;
  abstract warehouse(): Addressee;
  abstract fraudDesk(): Addressee;
}
