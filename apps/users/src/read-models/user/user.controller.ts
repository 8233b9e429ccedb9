import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { IdParam, Refuses } from '@warren/platform';
import { UserResponse } from '../../api/user.response';
import { UserNotFound } from '../../domain/user.errors';
import { Users } from '../../persistence/users';

/** Nobody asks for users in another shape than they are kept in: the write model is the read model. */
@ApiTags('users')
@Controller('users')
export class UserController {
  constructor(private readonly users: Users) {}

  @Get(':userId')
  @ApiOperation({ summary: 'A user' })
  @ApiOkResponse({ type: UserResponse })
  @Refuses(404, UserNotFound)
  async user(@IdParam('userId') userId: string): Promise<UserResponse> {
    const user = await this.users.find(userId);
    if (!user) throw new UserNotFound(userId);
    return UserResponse.of(user);
  }
}
