import { NotificationResponse } from '../../api/notification.response';

export class ListNotificationsResponse {
  /** The newest first. */
  readonly notifications!: NotificationResponse[];

  /** @example 1 */
  readonly page!: number;

  /** @example 20 */
  readonly pageSize!: number;

  /** Whether there is another page. */
  readonly hasMore!: boolean;
}
