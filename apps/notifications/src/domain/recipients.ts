import type { Addressee } from './notification';

/** Knows where users and desks are reached. */
export abstract class Recipients {
  /** @throws UnknownRecipient when nobody has told of the user yet. */
  abstract user(userId: string): Promise<Addressee>;
  /** The same for whom it is no harm not to know the user. */
  abstract findUser(userId: string): Promise<Addressee | undefined>;
  abstract warehouse(): Addressee;
  abstract fraudDesk(): Addressee;
}
