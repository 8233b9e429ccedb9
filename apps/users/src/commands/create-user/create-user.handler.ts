import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { Transactional } from '@warren/eventing';
import { User } from '../../domain/user';
import { Users } from '../../persistence/users';
import type { CreateUser } from './create-user.command';

@Injectable()
export class CreateUserHandler {
  constructor(private readonly users: Users) {}

  @Transactional()
  async execute({ name, email }: CreateUser): Promise<User> {
    const user = User.create({ id: uuidv7(), name, email });
    await this.users.save(user);
    return user;
  }
}
