import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { IdParam, Refuses } from '@warren/platform';
import { NotificationResponse } from '../../api/notification.response';
import { NotificationNotFound } from '../../domain/notification.errors';
import { ListNotificationsRequest } from './list-notifications.request';
import { ListNotificationsResponse } from './list-notifications.response';
import { NotificationsQuery, PAGE_SIZE } from './notifications.query';

@ApiTags('notifications')
@Controller('notifications')
export class NotificationsController {
  constructor(private readonly query: NotificationsQuery) {}

  @Get(':notificationId')
  @ApiOperation({ summary: 'A notification, and what became of it' })
  @ApiOkResponse({ type: NotificationResponse })
  @Refuses(404, NotificationNotFound)
  async notification(@IdParam('notificationId') id: string): Promise<NotificationResponse> {
    return NotificationResponse.of(await this.query.byId(id));
  }

  @Get()
  @ApiOperation({ summary: 'Notifications, of all or of one recipient, a page at a time' })
  @ApiOkResponse({ type: ListNotificationsResponse })
  async list(@Query() { page, ...only }: ListNotificationsRequest): Promise<ListNotificationsResponse> {
    const { rows, hasMore } = await this.query.page(page, only);
    return {
      notifications: rows.map((row) => NotificationResponse.of(row)),
      page,
      pageSize: PAGE_SIZE,
      hasMore,
    };
  }
}
