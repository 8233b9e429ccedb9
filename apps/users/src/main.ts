import { runService } from '@warren/platform';
import { migrations } from '../migrations';
import { UsersModule } from './users.module';

void runService(UsersModule, { name: 'users', defaultPort: 3001, migrations });
