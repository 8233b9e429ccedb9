import { Controller, Delete, HttpCode } from '@nestjs/common';
import { ApiNoContentResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { IdParam, Refuses } from '@warren/platform';
import { UserNotFound } from '../../domain/user.errors';
import { ForgetUser } from './forget-user.command';
import { ForgetUserHandler } from './forget-user.handler';

@ApiTags('users')
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
  async forget(@IdParam('userId') userId: string): Promise<void> {
    await this.handler.execute(new ForgetUser(userId));
  }
}
