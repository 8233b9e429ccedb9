import { UserForgotten } from '@warren/contracts';
import { Outbox, PersonForgetter, Transactional, type ForgetsPersons } from '@warren/eventing';
import { UserNotFound } from '../../domain/user.errors';
import { Users } from '../../persistence/users';
import type { ForgetUser } from './forget-user.command';

/** The event deletes the key by which the user's name and email are read, here and wherever a copy of it is. */
@PersonForgetter()
export class ForgetUserHandler implements ForgetsPersons {
  constructor(
    private readonly users: Users,
    private readonly outbox: Outbox,
  ) {}

  /** @throws UserNotFound */
  @Transactional()
  async execute({ userId }: ForgetUser): Promise<void> {
    if (!(await this.forgetIfThere(userId))) throw new UserNotFound(userId);
  }

  /** Of a user whom a restored database does not know, others may. */
  async forget(userId: string): Promise<void> {
    if (!(await this.forgetIfThere(userId))) this.outbox.publish(new UserForgotten({ userId }));
  }

  private async forgetIfThere(userId: string): Promise<boolean> {
    const user = await this.users.findForChange(userId);
    if (!user) return false;
    user.forget();
    await this.users.save(user);
    return true;
  }
}
