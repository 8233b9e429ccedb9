import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { FORGOTTEN, isForgotten, UnitOfWork } from '@warren/eventing';
import { Dispatcher } from '../delivery/dispatcher';
import type { Notification } from '../domain/notification';
import { oneLine } from '../domain/one-line';
import { NotificationRow } from './notification.row';

/** What was told, and what is still to be. */
@Injectable()
export class Notifications {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly dispatcher: Dispatcher,
  ) {}

  /**
   * Stores it in the current unit of work; it is sent after the commit. A fact that its audience has been told of, or is
   * about to be, is not stored again; and nothing is for somebody who was forgotten.
   */
  async add({ kind, fact, to, message }: Notification): Promise<void> {
    if (isForgotten(to.email)) return;
    const row = {
      id: uuidv7(),
      fact,
      audience: to.audience,
      kind,
      userId: to.userId ?? null,
      recipient: to.email,
      recipientName: oneLine(to.name),
      ...message,
    };
    await this.unitOfWork.manager
      .createQueryBuilder()
      .insert()
      .into(NotificationRow)
      .values(row)
      .orIgnore()
      .execute();
    this.unitOfWork.afterCommit(() => this.dispatcher.wake());
  }

  /** Takes out whom they went to and what they said; those that were not sent yet never are. */
  async forget(userId: string): Promise<void> {
    await this.unitOfWork.manager.query(
      `update notifications
          set recipient = $2, recipient_name = $2, subject = $2, text = $2, problem = null,
              status = case when status in ('sent', 'sending') then status else 'forgotten' end
        where user_id = $1`,
      [userId, FORGOTTEN],
    );
  }

  /** Nobody else can change it until the unit of work ends. */
  async findForChange(id: string): Promise<NotificationRow | undefined> {
    const row = await this.unitOfWork.manager.findOne(NotificationRow, {
      where: { id },
      lock: { mode: 'pessimistic_write' },
    });
    return row ?? undefined;
  }

  /** It is sent after the commit, as if it never had been. */
  async putBack(id: string): Promise<void> {
    await this.unitOfWork.manager.query(
      `update notifications set status = 'pending', attempts = 0, next_attempt_at = now(), claim = null,
              lease_until = null, problem = null where id = $1`,
      [id],
    );
    this.unitOfWork.afterCommit(() => this.dispatcher.wake());
  }
}
