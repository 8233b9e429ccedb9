import { join } from 'node:path';
import { ForkedProcess } from '../../support/forked-process';

export interface ChildSetup {
  databaseUrl: string;
  namespace: string;
  deliveryLimit?: number;
  /** How long the handler takes. */
  slowMs?: number;
  /** Kills itself (SIGKILL) while it handles this thing. */
  dieAtThing?: string;
}

/** The service of `redriving-child.ts`, running until it is killed or kills itself. */
export function startChildReplica(setup: ChildSetup): Promise<ForkedProcess> {
  return ForkedProcess.start(join(__dirname, '../children/redriving-child.ts'), setup);
}
