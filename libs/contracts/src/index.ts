// Every integration event there is, and every snapshot. A name without a version (OrderPlaced) is always the current one.
export { Money } from './money';

export { UserCreated } from './users/user-created.v1';
export { UserUpdated } from './users/user-updated.v1';
export { UserForgotten } from './users/user-forgotten.v1';
export { UserSnapshot } from './users/user-snapshot.v1';

export { ProductCreated } from './catalog/product-created.v1';
export { ProductUpdated } from './catalog/product-updated.v1';
export { ProductSnapshot } from './catalog/product-snapshot.v1';

export { StockUpdated } from './inventory/stock-updated.v1';
export { StockSnapshot } from './inventory/stock-snapshot.v1';
export { StockRunningLow } from './inventory/stock-running-low.v1';
export { ReservedLine, StockReserved } from './inventory/stock-reserved.v1';
export { ShortLine, StockRejected } from './inventory/stock-rejected.v1';
export { StockAllocated } from './inventory/stock-allocated.v1';
export { StockReleased } from './inventory/stock-released.v1';

export { OrderedLine } from './orders/order-content';
export { OrderPlaced } from './orders/order-placed.v1';
export { OrderAwaitingPayment } from './orders/order-awaiting-payment.v1';
export { PaymentRequested } from './orders/payment-requested.v1';
export { OrderConfirmed } from './orders/order-confirmed.v1';
export { OrderRejected } from './orders/order-rejected.v1';
export { CANCELLATION_CAUSES, OrderCancelled } from './orders/order-cancelled.v1';

export { PaymentAuthorized } from './payments/payment-authorized.v1';
export { PaymentSuccessful } from './payments/payment-successful.v1';
export { PaymentFailed } from './payments/payment-failed.v1';
export { PaymentRefunded } from './payments/payment-refunded.v1';
export { PaymentSettled } from './payments/payment-settled.v1';
export { SuspiciousActivityDetected } from './payments/suspicious-activity-detected.v1';
