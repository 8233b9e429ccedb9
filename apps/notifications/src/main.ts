import { runService } from '@warren/platform';
import { migrations } from '../migrations';
import { NotificationsModule } from './notifications.module';

void runService(NotificationsModule, { name: 'notifications', defaultPort: 3006, migrations });
