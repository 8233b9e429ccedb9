import { Controller, Delete, HttpCode } from '@nestjs/common';
import { ApiNoContentResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { type Caller, CurrentCaller, IdParam, Refuses, Roles } from '@warren/platform';
import { UserNotFound } from '../../domain/user.errors';
import { ForgetUser } from './forget-user.command';
import { ForgetUserHandler } from './forget-user.handler';

@ApiTags('users')
@Roles('customer', 'staff')
@Controller('users')
export class ForgetUserController {
  constructor(private readonly handler: ForgetUserHandler) {}

  @Delete(':userId/personal-data')
  @HttpCode(204)
  @ApiOperation({
    summary: 'Forget a user: name and email become unreadable, here at once and everywhere else, for good',
  })
  @ApiNoContentResponse({ description: 'Forgotten. The user stays, as somebody of whom nothing is known.' })
  @Refuses(404, UserNotFound)
  async forget(@IdParam('userId') userId: string, @CurrentCaller() caller: Caller): Promise<void> {
    if (!caller.mayActFor(userId)) throw new UserNotFound(userId);
    await this.handler.execute(new ForgetUser(userId));
  }
}
