import { Module } from '@nestjs/common';
import { EventingModule } from '@warren/eventing';
import { DatabaseModule, PlatformModule } from '@warren/platform';
import { CancelOrderController } from './commands/cancel-order/cancel-order.controller';
import { CancelOrderHandler } from './commands/cancel-order/cancel-order.handler';
import { ForgetIdempotencyKeys } from './commands/place-order/forget-idempotency-keys';
import { IdempotencyKeyRow } from './commands/place-order/idempotency-key.row';
import { IdempotencyKeys } from './commands/place-order/idempotency-keys';
import { PlaceOrderController } from './commands/place-order/place-order.controller';
import { PlaceOrderHandler } from './commands/place-order/place-order.handler';
import { Customers } from './domain/customers';
import { Products } from './domain/products';
import { OrdersConfig } from './orders.config';
import { OrderRow } from './persistence/order.row';
import { Orders } from './persistence/orders';
import { KnownProduct } from './read-models/known-products/known-product.entity';
import { KnownProducts } from './read-models/known-products/known-products';
import { KnownProductsProjection } from './read-models/known-products/known-products.projection';
import { KnownUser } from './read-models/known-users/known-user.entity';
import { KnownUsers } from './read-models/known-users/known-users';
import { KnownUsersProjection } from './read-models/known-users/known-users.projection';
import { OrderDetailsController } from './read-models/order-details/order-details.controller';
import { OrderDetails } from './read-models/order-details/order-details.entity';
import { OrderDetailsProjection } from './read-models/order-details/order-details.projection';
import { OrderDetailsQuery } from './read-models/order-details/order-details.query';
import { FulfilOrder } from './sagas/fulfil-order/fulfil-order.saga';

@Module({
  imports: [
    PlatformModule.forService('orders', OrdersConfig),
    DatabaseModule.forEntities(OrderRow, IdempotencyKeyRow, OrderDetails, KnownUser, KnownProduct),
    EventingModule.forService('orders'),
  ],
  controllers: [PlaceOrderController, CancelOrderController, OrderDetailsController],
  providers: [
    Orders,
    { provide: Customers, useClass: KnownUsers },
    { provide: Products, useClass: KnownProducts },
    // commands
    PlaceOrderHandler,
    CancelOrderHandler,
    IdempotencyKeys,
    ForgetIdempotencyKeys,
    // from a wish to a paid order
    FulfilOrder,
    // read models
    OrderDetailsProjection,
    OrderDetailsQuery,
    KnownUsersProjection,
    KnownProductsProjection,
  ],
})
export class OrdersModule {}
