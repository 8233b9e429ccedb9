import { Controller, HttpCode, Post } from '@nestjs/common';
import { ApiAcceptedResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { IdParam, Refuses, Roles } from '@warren/platform';
import { NotificationResponse } from '../../api/notification.response';
import { NotificationNotFound, NotificationNotResendable } from '../../domain/notification.errors';
import { ResendNotification } from './resend-notification.command';
import { ResendNotificationHandler } from './resend-notification.handler';

@ApiTags('notifications')
@Roles('staff')
@Controller('notifications')
export class ResendNotificationController {
  constructor(private readonly handler: ResendNotificationHandler) {}

  @Post(':notificationId/resend')
  @HttpCode(202)
  @ApiOperation({
    summary: 'Send a notification again that failed or of which nobody knows whether it arrived',
  })
  @ApiAcceptedResponse({ type: NotificationResponse })
  @Refuses(404, NotificationNotFound)
  @Refuses(409, NotificationNotResendable)
  async resend(@IdParam('notificationId') id: string): Promise<NotificationResponse> {
    return NotificationResponse.of(await this.handler.execute(new ResendNotification(id)));
  }
}
