import { CreateOrderFacts1740000000001 } from './1740000000001-create-order-facts';
import { CreateDailyReports1740000000002 } from './1740000000002-create-daily-reports';
import { CreateLiveFeed1740000000003 } from './1740000000003-create-live-feed';

/** In the order in which they are run. */
export const migrations = [
  CreateOrderFacts1740000000001,
  CreateDailyReports1740000000002,
  CreateLiveFeed1740000000003,
];
