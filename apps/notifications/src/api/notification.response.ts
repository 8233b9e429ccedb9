import type { NotificationKind } from '../domain/notification';
import type { NotificationRow } from '../persistence/notification.row';

export class NotificationResponse {
  /** @example "0190c5d2-7a10-7c3e-9f00-6d2b1f5a0006" */
  readonly id!: string;

  /** @example "order-confirmed" */
  readonly kind!: NotificationKind;

  /**
   * The address that it goes to.
   * @example "ada@example.com"
   */
  readonly recipient!: string;

  readonly subject!: string;

  /** Plain text. */
  readonly text!: string;

  /**
   * `failed`: refused for good. `uncertain`: it may have arrived, and may not; it is not sent again by itself.
   * @example "sent"
   */
  readonly status!: 'pending' | 'sent' | 'failed' | 'uncertain' | 'forgotten';

  /** @example "2025-03-01T10:15:01.250Z" */
  readonly createdAt!: string;

  /** @example "2025-03-01T10:15:01.400Z" */
  readonly sentAt?: string;

  /** Why it failed, why it is uncertain, or why it is still pending. */
  readonly problem?: string;

  static of(row: NotificationRow): NotificationResponse {
    const { id, kind, recipient, subject, text, status, createdAt, sentAt, problem } = row;
    return {
      id,
      kind,
      recipient,
      subject,
      text,
      // That somebody has it in hand just now is of no interest to who waits for it.
      status: status === 'sending' ? 'pending' : status,
      createdAt: createdAt.toISOString(),
      ...(sentAt && { sentAt: sentAt.toISOString() }),
      ...(problem !== null && { problem }),
    };
  }
}
