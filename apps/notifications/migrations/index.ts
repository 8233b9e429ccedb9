import { CreateNotifications1740000000001 } from './1740000000001-create-notifications';
import { CreateReadModels1740000000002 } from './1740000000002-create-read-models';

/** In the order in which they are run. */
export const migrations = [CreateNotifications1740000000001, CreateReadModels1740000000002];
