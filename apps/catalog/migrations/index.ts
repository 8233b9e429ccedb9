import { CreateProducts1740000000001 } from './1740000000001-create-products';

/** In the order in which they are run. */
export const migrations = [CreateProducts1740000000001];
