import { inOwnProcess } from './tasks/in-own-process';
import type { LatencyResult } from './tasks/time-deliveries';
import { inWorkplace } from './workplace';

/** How long it takes from a commit to its handler, at 50 events a second. */
export const measureLatency = (seconds: number, environment?: NodeJS.ProcessEnv): Promise<LatencyResult> =>
  inWorkplace((name) => inOwnProcess('timeDeliveries', { name, seconds }, environment));
