import { Module } from '@nestjs/common';
import { EventingModule } from '@warren/eventing';
import { DatabaseModule, PlatformModule } from '@warren/platform';
import { ForgetIdempotencyKeys } from './commands/place-order/forget-idempotency-keys';
import { IdempotencyKeyRow } from './commands/place-order/idempotency-key.row';
import { IdempotencyKeys } from './commands/place-order/idempotency-keys';
import { PlaceOrderController } from './commands/place-order/place-order.controller';
import { PlaceOrderHandler } from './commands/place-order/place-order.handler';
import { Customers } from './domain/customers';
import { ConfirmOrderWhenStockReserved } from './integration/confirm-order-when-stock-reserved.handler';
import { RejectOrderWhenStockRejected } from './integration/reject-order-when-stock-rejected.handler';
import { OrderRow } from './persistence/order.row';
import { Orders } from './persistence/orders';
import { KnownUser } from './read-models/known-users/known-user.entity';
import { KnownUsers } from './read-models/known-users/known-users';
import { KnownUsersProjection } from './read-models/known-users/known-users.projection';
import { OrderDetailsController } from './read-models/order-details/order-details.controller';
import { OrderDetails } from './read-models/order-details/order-details.entity';
import { OrderDetailsProjection } from './read-models/order-details/order-details.projection';
import { OrderDetailsQuery } from './read-models/order-details/order-details.query';

@Module({
  imports: [
    PlatformModule.forService('orders'),
    DatabaseModule.forEntities(OrderRow, IdempotencyKeyRow, OrderDetails, KnownUser),
    EventingModule.forService('orders'),
  ],
  controllers: [PlaceOrderController, OrderDetailsController],
  providers: [
    Orders,
    { provide: Customers, useClass: KnownUsers },
    // commands
    PlaceOrderHandler,
    IdempotencyKeys,
    ForgetIdempotencyKeys,
    // reactions to other services
    ConfirmOrderWhenStockReserved,
    RejectOrderWhenStockRejected,
    // read models
    OrderDetailsProjection,
    OrderDetailsQuery,
    KnownUsersProjection,
  ],
})
export class OrdersModule {}
