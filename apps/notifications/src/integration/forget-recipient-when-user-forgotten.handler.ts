import { Injectable } from '@nestjs/common';
import { UserForgotten } from '@warren/contracts';
import { IdempotentHandler, isForgotten, NotYetError } from '@warren/eventing';
import { Recipients } from '../domain/recipients';
import { Notifications } from '../persistence/notifications';

@Injectable()
export class ForgetRecipientWhenUserForgotten {
  constructor(
    private readonly recipients: Recipients,
    private readonly notifications: Notifications,
  ) {}

  /**
   * Comes after the copy of the user has forgotten: whoever wrote a notification from what it was has committed by then, and
   * whoever comes later finds nobody to write to.
   */
  @IdempotentHandler(UserForgotten)
  async handle({ userId }: UserForgotten): Promise<void> {
    const user = await this.recipients.findUser(userId);
    if (user && !isForgotten(user.email))
      throw new NotYetError(`The copy of user ${userId} has not been told yet that the user was forgotten.`);
    await this.notifications.forget(userId);
  }
}
