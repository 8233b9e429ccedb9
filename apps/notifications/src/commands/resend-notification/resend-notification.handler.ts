import { Injectable } from '@nestjs/common';
import { Transactional } from '@warren/eventing';
import { NotificationNotFound, NotificationNotResendable } from '../../domain/notification.errors';
import type { NotificationRow } from '../../persistence/notification.row';
import { Notifications } from '../../persistence/notifications';
import type { ResendNotification } from './resend-notification.command';

@Injectable()
export class ResendNotificationHandler {
  constructor(private readonly notifications: Notifications) {}

  /** @throws NotificationNotFound, NotificationNotResendable */
  @Transactional()
  async execute({ id }: ResendNotification): Promise<NotificationRow> {
    const row = await this.notifications.findForChange(id);
    if (!row) throw new NotificationNotFound(id);
    if (row.status !== 'failed' && row.status !== 'uncertain') {
      throw new NotificationNotResendable(id, row.status === 'sending' ? 'pending' : row.status);
    }
    await this.notifications.putBack(id);
    return { ...row, status: 'pending', problem: null };
  }
}
