import { Module } from '@nestjs/common';
import { EventingModule } from '@warren/eventing';
import { DatabaseModule, PlatformModule } from '@warren/platform';
import { ResendNotificationController } from './commands/resend-notification/resend-notification.controller';
import { ResendNotificationHandler } from './commands/resend-notification/resend-notification.handler';
import { Dispatcher } from './delivery/dispatcher';
import { FolderPostman } from './delivery/folder-postman';
import { Postman } from './delivery/postman';
import { Sending } from './delivery/sending';
import { SmtpPostman } from './delivery/smtp-postman';
import { Recipients } from './domain/recipients';
import { ForgetRecipientWhenUserForgotten } from './integration/forget-recipient-when-user-forgotten.handler';
import { TellCustomerWhenOrderCancelled } from './integration/tell-customer-when-order-cancelled.handler';
import { TellCustomerWhenOrderConfirmed } from './integration/tell-customer-when-order-confirmed.handler';
import { TellCustomerWhenOrderRejected } from './integration/tell-customer-when-order-rejected.handler';
import { TellCustomerWhenPaymentFailed } from './integration/tell-customer-when-payment-failed.handler';
import { TellCustomerWhenPaymentRefunded } from './integration/tell-customer-when-payment-refunded.handler';
import { TellFraudDeskWhenSuspiciousActivityDetected } from './integration/tell-fraud-desk-when-suspicious-activity-detected.handler';
import { TellWarehouseWhenStockRunningLow } from './integration/tell-warehouse-when-stock-running-low.handler';
import { NotificationsConfig } from './notifications.config';
import { NotificationRow } from './persistence/notification.row';
import { Notifications } from './persistence/notifications';
import { SendingQueue } from './persistence/sending-queue';
import { KnownProduct } from './read-models/known-products/known-product.entity';
import { KnownProductsProjection } from './read-models/known-products/known-products.projection';
import { KnownRecipients } from './read-models/known-users/known-recipients';
import { KnownUser } from './read-models/known-users/known-user.entity';
import { KnownUsersProjection } from './read-models/known-users/known-users.projection';
import { NotificationsController } from './read-models/notifications/notifications.controller';
import { NotificationsQuery } from './read-models/notifications/notifications.query';

/** Everything but the eventing, beside which a test can put other delays. */
export const parts = {
  imports: [
    PlatformModule.forService('notifications', NotificationsConfig),
    DatabaseModule.forEntities(NotificationRow, KnownUser, KnownProduct),
  ],
  controllers: [NotificationsController, ResendNotificationController],
  providers: [
    Notifications,
    SendingQueue,
    NotificationsQuery,
    ResendNotificationHandler,
    Dispatcher,
    Sending,
    { provide: Postman, inject: [NotificationsConfig], useFactory: postmanFor },
    { provide: Recipients, useClass: KnownRecipients },
    KnownUsersProjection,
    KnownProductsProjection,
    ForgetRecipientWhenUserForgotten,
    TellCustomerWhenOrderConfirmed,
    TellCustomerWhenOrderRejected,
    TellCustomerWhenOrderCancelled,
    TellCustomerWhenPaymentFailed,
    TellCustomerWhenPaymentRefunded,
    TellWarehouseWhenStockRunningLow,
    TellFraudDeskWhenSuspiciousActivityDetected,
  ],
};

@Module({ ...parts, imports: [...parts.imports, EventingModule.forService('notifications')] })
export class NotificationsModule {}

function postmanFor({ SMTP_URL, MAIL_FOLDER, MAIL_FROM }: NotificationsConfig): Postman {
  return SMTP_URL ? new SmtpPostman(SMTP_URL, MAIL_FROM) : new FolderPostman(MAIL_FOLDER, MAIL_FROM);
}
