import { Body, Controller, Patch } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { IdParam, Refuses } from '@warren/platform';
import { UserResponse } from '../../api/user.response';
import { UserNotFound } from '../../domain/user.errors';
import { UpdateUser } from './update-user.command';
import { UpdateUserHandler } from './update-user.handler';
import { UpdateUserRequest } from './update-user.request';

@ApiTags('users')
@Controller('users')
export class UpdateUserController {
  constructor(private readonly handler: UpdateUserHandler) {}

  @Patch(':userId')
  @ApiOperation({ summary: "Change a user's name or email; what is left out stays as it is" })
  @ApiOkResponse({ type: UserResponse })
  @Refuses(404, UserNotFound)
  async update(@IdParam('userId') userId: string, @Body() change: UpdateUserRequest): Promise<UserResponse> {
    return UserResponse.of(await this.handler.execute(new UpdateUser(userId, change)));
  }
}
