/** A mail that is ready to go. */
export interface Parcel {
  /** The notification's id: the mail's Message-ID and file name come from it, so that a second try is the same mail. */
  readonly id: string;
  readonly recipient: string;
  readonly recipientName: string;
  readonly subject: string;
  readonly text: string;
  readonly createdAt: Date;
}

/** What became of it. */
export type Receipt =
  | { readonly outcome: 'delivered' }
  /** For good: another try would end the same way. */
  | { readonly outcome: 'refused'; readonly problem: string }
  /** It certainly did not arrive, and another try may succeed. */
  | { readonly outcome: 'later'; readonly problem: string }
  /** It may have arrived, and may not. */
  | { readonly outcome: 'unknown'; readonly problem: string };

/** A way by which mails leave the service. */
export abstract class Postman {
  abstract readonly kind: 'folder' | 'smtp';

  /** Never throws for what befalls a mail on its way: that is in the receipt. */
  abstract deliver(parcel: Parcel): Promise<Receipt>;
}
