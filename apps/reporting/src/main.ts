import { runService } from '@warren/platform';
import { migrations } from '../migrations';
import { ReportingModule } from './reporting.module';

void runService(ReportingModule, { name: 'reporting', defaultPort: 3007, migrations });
