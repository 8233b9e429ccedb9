import { Module } from '@nestjs/common';
import { EventingModule } from '@warren/eventing';
import { DatabaseModule, PlatformModule } from '@warren/platform';
import { CountStockController } from './commands/count-stock/count-stock.controller';
import { CountStockHandler } from './commands/count-stock/count-stock.handler';
import { ExpireReservationsHandler } from './commands/expire-reservations/expire-reservations.handler';
import { ExpireReservationsSchedule } from './commands/expire-reservations/expire-reservations.schedule';
import { AllocateStockWhenOrderAwaitingPayment } from './integration/allocate-stock-when-order-awaiting-payment.handler';
import { ReleaseStockWhenOrderCancelled } from './integration/release-stock-when-order-cancelled.handler';
import { ReserveStockWhenOrderPlaced } from './integration/reserve-stock-when-order-placed.handler';
import { SellStockWhenOrderConfirmed } from './integration/sell-stock-when-order-confirmed.handler';
import { StockSnapshots } from './integration/stock-snapshots';
import { InventoryConfig } from './inventory.config';
import { ReservationRow } from './persistence/reservation.row';
import { Reservations } from './persistence/reservations';
import { Stock } from './persistence/stock';
import { StockItemRow } from './persistence/stock-item.row';
import { StockController } from './read-models/stock/stock.controller';

@Module({
  imports: [
    PlatformModule.forService('inventory', InventoryConfig),
    DatabaseModule.forEntities(StockItemRow, ReservationRow),
    EventingModule.forService('inventory'),
  ],
  controllers: [CountStockController, StockController],
  providers: [
    Stock,
    Reservations,
    CountStockHandler,
    ReserveStockWhenOrderPlaced,
    AllocateStockWhenOrderAwaitingPayment,
    ReleaseStockWhenOrderCancelled,
    SellStockWhenOrderConfirmed,
    ExpireReservationsHandler,
    ExpireReservationsSchedule,
    StockSnapshots,
  ],
})
export class InventoryModule {}
