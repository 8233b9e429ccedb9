import { runService } from '@warren/platform';
import { migrations } from '../migrations';
import { InventoryModule } from './inventory.module';

void runService(InventoryModule, { name: 'inventory', defaultPort: 3003, migrations });
