import { CreateOrders1740000000001 } from './1740000000001-create-orders';
import { CreateReadModels1740000000002 } from './1740000000002-create-read-models';

/** In the order in which they are run. */
export const migrations = [CreateOrders1740000000001, CreateReadModels1740000000002];
