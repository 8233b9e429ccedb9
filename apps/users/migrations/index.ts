import { CreateUsers1740000000001 } from './1740000000001-create-users';

/** In the order in which they are run. */
export const migrations = [CreateUsers1740000000001];
