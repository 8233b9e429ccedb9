import { setTimeout as sleep } from 'node:timers/promises';
import { LeftUnsettled } from './left-unsettled';

/**
 * Waits.
 *
 * @throws LeftUnsettled as soon as `stopping` is raised.
 */
export async function pause(ms: number, stopping: AbortSignal): Promise<void> {
  try {
    await sleep(ms, undefined, { signal: stopping });
  } catch (cause) {
    throw new LeftUnsettled({ cause });
  }
}

/** Doubles from try to try up to a limit; the jitter keeps many who failed together from coming back together. */
export function backoffMs(failures: number, firstMs: number, maximumMs: number): number {
  return Math.min(firstMs * 2 ** Math.min(failures, 30), maximumMs) * (0.5 + Math.random() / 2);
}
