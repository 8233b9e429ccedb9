import { CreateNotifications1740000000001 } from './1740000000001-create-notifications';
import { CreateReadModels1740000000002 } from './1740000000002-create-read-models';
import { ForgetRecipients1740000000003 } from './1740000000003-forget-recipients';

/** In the order in which they are run. */
export const migrations = [
  CreateNotifications1740000000001,
  CreateReadModels1740000000002,
  ForgetRecipients1740000000003,
];
