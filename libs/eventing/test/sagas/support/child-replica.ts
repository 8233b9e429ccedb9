import { join } from 'node:path';
import { ForkedProcess } from '../../support/forked-process';

export interface ChildSetup {
  databaseUrl: string;
  namespace: string;
  /** It kills itself (SIGKILL) at this moment, or when it takes the saga's step of this name. */
  dieAt?: 'timeout sent' | 'events moved' | 'events written' | 'pay' | 'too late';
  /** At a step, only for this order. */
  dieFor?: string;
  deliveryLimit?: number;
  scheduling?: { batchSize?: number };
}

/** The service of `saga-child.ts`, running until it is killed or kills itself. */
export function startChildReplica(setup: ChildSetup): Promise<ForkedProcess> {
  return ForkedProcess.start(join(__dirname, '../children/saga-child.ts'), setup);
}
