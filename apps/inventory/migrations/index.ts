import { CreateStock1740000000001 } from './1740000000001-create-stock';

/** In the order in which they are run. */
export const migrations = [CreateStock1740000000001];
