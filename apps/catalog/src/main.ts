import { runService } from '@warren/platform';
import { migrations } from '../migrations';
import { CatalogModule } from './catalog.module';

void runService(CatalogModule, { name: 'catalog', defaultPort: 3002, migrations });
