import { join } from 'node:path';
import { ForkedProcess } from '../../support/forked-process';

export interface ChildSetup {
  databaseUrl: string;
  namespace: string;
  deliveryLimit?: number;
  /** Kills itself (SIGKILL) while it handles this thing. */
  dieAtThing?: string;
  /** Kills itself when the first message is about to be acked. */
  dieAtAck?: boolean;
}

/** The service of `handling-child.ts`, running until it is killed or kills itself. */
export function startChildService(setup: ChildSetup): Promise<ForkedProcess> {
  return ForkedProcess.start(join(__dirname, '../children/handling-child.ts'), setup);
}
