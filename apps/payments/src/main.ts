import { runService } from '@warren/platform';
import { migrations } from '../migrations';
import { PaymentsModule } from './payments.module';

void runService(PaymentsModule, { name: 'payments', defaultPort: 3005, migrations });
