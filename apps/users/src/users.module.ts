import { Module } from '@nestjs/common';
import { EventingModule } from '@warren/eventing';
import { DatabaseModule, PlatformModule } from '@warren/platform';
import { CreateUserController } from './commands/create-user/create-user.controller';
import { CreateUserHandler } from './commands/create-user/create-user.handler';
import { ForgetUserController } from './commands/forget-user/forget-user.controller';
import { ForgetUserHandler } from './commands/forget-user/forget-user.handler';
import { UpdateUserController } from './commands/update-user/update-user.controller';
import { UpdateUserHandler } from './commands/update-user/update-user.handler';
import { UserSnapshots } from './integration/user-snapshots';
import { UserRow } from './persistence/user.row';
import { Users } from './persistence/users';
import { UserController } from './read-models/user/user.controller';

@Module({
  imports: [
    PlatformModule.forService('users'),
    DatabaseModule.forEntities(UserRow),
    EventingModule.forService('users'),
  ],
  controllers: [CreateUserController, UpdateUserController, ForgetUserController, UserController],
  providers: [Users, CreateUserHandler, UpdateUserHandler, ForgetUserHandler, UserSnapshots],
})
export class UsersModule {}
