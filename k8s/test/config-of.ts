import { InventoryConfig } from '../../apps/inventory/src/inventory.config';
import { NotificationsConfig } from '../../apps/notifications/src/notifications.config';
import { OrdersConfig } from '../../apps/orders/src/orders.config';
import { PaymentsConfig } from '../../apps/payments/src/payments.config';
import { ReportingConfig } from '../../apps/reporting/src/reporting.config';
import { ServiceConfig } from '../../libs/platform/src/config/service-config';

/** Those that have settings of their own; one that is forgotten here is told as soon as its file sets one of them. */
const CONFIGS: Record<string, new () => ServiceConfig> = {
  inventory: InventoryConfig,
  notifications: NotificationsConfig,
  orders: OrdersConfig,
  payments: PaymentsConfig,
  reporting: ReportingConfig,
};

/** The settings of the application that a workload runs, `orders` as well as `orders-migrate`. */
export function configOf(workload: string): new () => ServiceConfig {
  return CONFIGS[workload.replace(/-migrate$/, '')] ?? ServiceConfig;
}
