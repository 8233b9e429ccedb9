import { Module } from '@nestjs/common';
import { EventingModule } from '@warren/eventing';
import { DatabaseModule, PlatformModule } from '@warren/platform';
import { SetOnHandController } from './commands/set-on-hand/set-on-hand.controller';
import { SetOnHandHandler } from './commands/set-on-hand/set-on-hand.handler';
import { ReserveStockWhenOrderPlaced } from './integration/reserve-stock-when-order-placed.handler';
import { ReservationRow } from './persistence/reservation.row';
import { Reservations } from './persistence/reservations';
import { Stock } from './persistence/stock';
import { StockItemRow } from './persistence/stock-item.row';
import { StockController } from './read-models/stock/stock.controller';

@Module({
  imports: [
    PlatformModule.forService('inventory'),
    DatabaseModule.forEntities(StockItemRow, ReservationRow),
    EventingModule.forService('inventory'),
  ],
  controllers: [SetOnHandController, StockController],
  providers: [Stock, Reservations, SetOnHandHandler, ReserveStockWhenOrderPlaced],
})
export class InventoryModule {}
