import { Body, Controller, Patch } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { type Caller, CurrentCaller, IdParam, Refuses, Roles } from '@warren/platform';
import { UserResponse } from '../../api/user.response';
import { UserNotFound, UserWasForgotten } from '../../domain/user.errors';
import { UpdateUser } from './update-user.command';
import { UpdateUserHandler } from './update-user.handler';
import { UpdateUserRequest } from './update-user.request';

@ApiTags('users')
@Roles('customer', 'staff')
@Controller('users')
export class UpdateUserController {
  constructor(private readonly handler: UpdateUserHandler) {}

  @Patch(':userId')
  @ApiOperation({ summary: "Change a user's name or email; what is left out stays as it is" })
  @ApiOkResponse({ type: UserResponse })
  @Refuses(404, UserNotFound)
  @Refuses(409, UserWasForgotten)
  async update(
    @IdParam('userId') userId: string,
    @CurrentCaller() caller: Caller,
    @Body() change: UpdateUserRequest,
  ): Promise<UserResponse> {
    if (!caller.mayActFor(userId)) throw new UserNotFound(userId);
    return UserResponse.of(await this.handler.execute(new UpdateUser(userId, change)));
  }
}
