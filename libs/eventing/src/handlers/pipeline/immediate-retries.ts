import { setTimeout as sleep } from 'node:timers/promises';
import { isLockTimeout } from '../../database/lock-timeout';
import { KeyNotHandedOutError } from '../../personal-data/personal-data.errors';
import { failureKind } from '../failure-kind';
import { backoffMs } from '../../backoff';
import type { Handling, Middleware } from './handling';

const FIRST_PAUSE_MS = 20;
const LONGEST_PAUSE_MS = 1_000;

/**
 * Counts the tries, and makes a few of them at once: two transactions that deadlocked, or met in one row, get on a few
 * milliseconds later. A message that comes back from a retry queue, or was put back because everything failed, gets a single
 * try. So does one that has waited for a lock in vain: whoever has it keeps it, and others wait for this handler's connection.
 */
export function immediateRetries(): Middleware {
  return async (handling, next) => {
    const tries = isFirstRound(handling) ? handling.handler.immediateTries : 1;
    for (let tried = 1; ; tried++) {
      handling.attempt += 1;
      try {
        return await next();
      } catch (error) {
        handling.firstFailedAt ??= new Date();
        const kind = failureKind(error, handling.handler.permanent);
        if (kind === 'stopping' || kind === 'permanent' || tried >= tries || hasWaitedInVain(error))
          throw error;
        await sleep(backoffMs(tried - 1, FIRST_PAUSE_MS, LONGEST_PAUSE_MS));
      }
    }
  };
}

function hasWaitedInVain(error: unknown): boolean {
  return isLockTimeout(error) || error instanceof KeyNotHandedOutError;
}

function isFirstRound({ history: { delays, handedBack } }: Handling): boolean {
  return delays === 0 && handedBack === 0;
}
