import { Injectable } from '@nestjs/common';
import { Outbox, UnitOfWork } from '@warren/eventing';
import { User } from '../domain/user';
import { toIntegrationEvent } from '../integration/user-events';
import { UserRow } from './user.row';

@Injectable()
export class Users {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly outbox: Outbox,
  ) {}

  async find(id: string): Promise<User | undefined> {
    const row = await this.unitOfWork.manager.findOneBy(UserRow, { id });
    return row ? User.restore(row) : undefined;
  }

  /** Nobody else can change it until the unit of work ends. */
  async findForChange(id: string): Promise<User | undefined> {
    const row = await this.unitOfWork.manager.findOne(UserRow, {
      where: { id },
      lock: { mode: 'pessimistic_write' },
    });
    return row ? User.restore(row) : undefined;
  }

  async save(user: User): Promise<void> {
    await this.unitOfWork.manager.upsert(UserRow, user.snapshot(), ['id']);
    user.pullEvents().forEach((event) => this.outbox.publish(toIntegrationEvent(event)));
  }
}
