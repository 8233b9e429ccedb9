import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '@warren/eventing';
import { NotificationNotFound } from '../../domain/notification.errors';
import { NotificationRow } from '../../persistence/notification.row';

export const PAGE_SIZE = 20;

/** Reads the notifications as they are kept: nobody asks for them in another shape. */
@Injectable()
export class NotificationsQuery {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  /** @throws NotificationNotFound */
  async byId(id: string): Promise<NotificationRow> {
    const row = await this.unitOfWork.manager.findOneBy(NotificationRow, { id });
    if (!row) throw new NotificationNotFound(id);
    return row;
  }

  /** The newest first; ids begin with their time. */
  async page(
    page: number,
    { userId, recipient }: { userId?: string; recipient?: string },
  ): Promise<{ rows: NotificationRow[]; hasMore: boolean }> {
    const rows = await this.unitOfWork.manager.find(NotificationRow, {
      where: { ...(userId && { userId }), ...(recipient && { recipient }) },
      order: { id: 'DESC' },
      take: PAGE_SIZE + 1,
      skip: (page - 1) * PAGE_SIZE,
    });
    return { rows: rows.slice(0, PAGE_SIZE), hasMore: rows.length > PAGE_SIZE };
  }
}
