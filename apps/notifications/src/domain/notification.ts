export const NOTIFICATION_KINDS = [
  'order-confirmed',
  'order-rejected',
  'order-cancelled',
  'payment-failed',
  'payment-refunded',
  'stock-running-low',
  'suspicious-activity',
] as const;

export type NotificationKind = (typeof NOTIFICATION_KINDS)[number];

/** What a notification says. */
export interface Message {
  /** One line. */
  readonly subject: string;
  /** Plain text. */
  readonly text: string;
}

/** Who hears it: the user, or one of the shop's own desks. */
export interface Addressee {
  /** Stays the same when the address changes: `user/<id>`, `warehouse`. */
  readonly audience: string;
  readonly userId?: string;
  readonly name: string;
  readonly email: string;
}

/** Something that somebody is to hear, once. */
export interface Notification {
  readonly kind: NotificationKind;
  /** What it tells of. A fact is told to an audience once, by whatever and however many events it was learnt. */
  readonly fact: string;
  readonly to: Addressee;
  readonly message: Message;
}

/**
 * `uncertain`: it was being sent when its process died or its connection broke, and may or may not have arrived. `forgotten`:
 * the recipient was forgotten before it was sent, and it never is.
 */
export type NotificationStatus = 'pending' | 'sending' | 'sent' | 'failed' | 'uncertain' | 'forgotten';
