import { CreatePayments1740000000001 } from './1740000000001-create-payments';
import { CreateSimulatedProvider1740000000002 } from './1740000000002-create-simulated-provider';
import { TakePaymentsInTurns1740000000003 } from './1740000000003-take-payments-in-turns';

/** In the order in which they are run. */
export const migrations = [
  CreatePayments1740000000001,
  CreateSimulatedProvider1740000000002,
  TakePaymentsInTurns1740000000003,
];
