import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '@warren/eventing';
import type { Addressee } from '../../domain/notification';
import { UnknownRecipient } from '../../domain/notification.errors';
import { Recipients } from '../../domain/recipients';
import { NotificationsConfig } from '../../notifications.config';
import { KnownUser } from './known-user.entity';

/** Users as the users service has told of them so far; desks as the settings say. */
@Injectable()
export class KnownRecipients extends Recipients {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly config: NotificationsConfig,
  ) {
    super();
  }

  async user(userId: string): Promise<Addressee> {
    const user = await this.findUser(userId);
    if (!user) throw new UnknownRecipient(userId);
    return user;
  }

  async findUser(userId: string): Promise<Addressee | undefined> {
    const user = await this.unitOfWork.manager.findOne(KnownUser, {
      where: { id: userId },
      // The copy cannot forget the user before what is made of it here has been committed, and so can be found.
      lock: { mode: 'pessimistic_read' },
    });
    return user
      ? { audience: `user/${user.id}`, userId: user.id, name: user.name, email: user.email }
      : undefined;
  }

  warehouse(): Addressee {
    return { audience: 'warehouse', name: 'Warehouse', email: this.config.WAREHOUSE_EMAIL };
  }

  fraudDesk(): Addressee {
    return { audience: 'fraud-desk', name: 'Fraud desk', email: this.config.FRAUD_DESK_EMAIL };
  }
}
