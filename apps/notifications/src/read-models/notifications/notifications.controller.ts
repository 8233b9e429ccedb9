import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { type Caller, CurrentCaller, IdParam, NotYourOwn, Refuses, Roles } from '@warren/platform';
import { NotificationResponse } from '../../api/notification.response';
import { NotificationNotFound } from '../../domain/notification.errors';
import { ListNotificationsRequest } from './list-notifications.request';
import { ListNotificationsResponse } from './list-notifications.response';
import { NotificationsQuery, PAGE_SIZE } from './notifications.query';

@ApiTags('notifications')
@Roles('customer', 'staff')
@Controller('notifications')
export class NotificationsController {
  constructor(private readonly query: NotificationsQuery) {}

  @Get(':notificationId')
  @ApiOperation({ summary: 'A notification, and what became of it' })
  @ApiOkResponse({ type: NotificationResponse })
  @Refuses(404, NotificationNotFound)
  async notification(
    @IdParam('notificationId') id: string,
    @CurrentCaller() caller: Caller,
  ): Promise<NotificationResponse> {
    const row = await this.query.byId(id);
    // The shop's own desks get mails, too, which are nobody's who could be a customer.
    if (row.userId === null ? caller.restrictedTo !== undefined : !caller.mayActFor(row.userId))
      throw new NotificationNotFound(id);
    return NotificationResponse.of(row);
  }

  @Get()
  @ApiOperation({
    summary: 'Notifications, of all or of one recipient, a page at a time; to a customer, their own',
  })
  @ApiOkResponse({ type: ListNotificationsResponse })
  async list(
    @Query() { page, userId, recipient }: ListNotificationsRequest,
    @CurrentCaller() caller: Caller,
  ): Promise<ListNotificationsResponse> {
    if (userId !== undefined && !caller.mayActFor(userId)) throw new NotYourOwn('Notifications are listed');
    const { rows, hasMore } = await this.query.page(page, {
      userId: userId ?? caller.restrictedTo,
      recipient,
    });
    return {
      notifications: rows.map((row) => NotificationResponse.of(row)),
      page,
      pageSize: PAGE_SIZE,
      hasMore,
    };
  }
}
