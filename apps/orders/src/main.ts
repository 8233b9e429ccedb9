import { runService } from '@warren/platform';
import { migrations } from '../migrations';
import { OrdersModule } from './orders.module';

void runService(OrdersModule, { name: 'orders', defaultPort: 3004, migrations });
