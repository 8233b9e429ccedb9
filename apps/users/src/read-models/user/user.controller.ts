import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { type Caller, CurrentCaller, IdParam, Refuses, Roles } from '@warren/platform';
import { UserResponse } from '../../api/user.response';
import { UserNotFound } from '../../domain/user.errors';
import { Users } from '../../persistence/users';

/** Nobody asks for users in another shape than they are kept in: the write model is the read model. */
@ApiTags('users')
@Roles('customer', 'staff')
@Controller('users')
export class UserController {
  constructor(private readonly users: Users) {}

  @Get(':userId')
  @ApiOperation({ summary: 'A user' })
  @ApiOkResponse({ type: UserResponse })
  @Refuses(404, UserNotFound)
  async user(@IdParam('userId') userId: string, @CurrentCaller() caller: Caller): Promise<UserResponse> {
    const user = caller.mayActFor(userId) ? await this.users.find(userId) : undefined;
    if (!user) throw new UserNotFound(userId);
    return UserResponse.of(user);
  }
}
