// Every integration event there is. A name without a version (OrderPlaced) is always the current one.
export { UserCreated } from './users/user-created.v1';
export { UserUpdated } from './users/user-updated.v1';

export { StockUpdated } from './inventory/stock-updated.v1';
export { ReservedLine, StockReserved } from './inventory/stock-reserved.v1';
export { ShortLine, StockRejected } from './inventory/stock-rejected.v1';

export { OrderPlaced, PlacedLine } from './orders/order-placed.v1';
export { OrderConfirmed } from './orders/order-confirmed.v1';
export { OrderRejected } from './orders/order-rejected.v1';
