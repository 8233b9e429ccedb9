import { Injectable } from '@nestjs/common';
import { Transactional } from '@warren/eventing';
import type { User } from '../../domain/user';
import { UserNotFound } from '../../domain/user.errors';
import { Users } from '../../persistence/users';
import type { UpdateUser } from './update-user.command';

@Injectable()
export class UpdateUserHandler {
  constructor(private readonly users: Users) {}

  @Transactional()
  async execute({ userId, change }: UpdateUser): Promise<User> {
    const user = await this.users.findForChange(userId);
    if (!user) throw new UserNotFound(userId);
    user.change(change);
    await this.users.save(user);
    return user;
  }
}
