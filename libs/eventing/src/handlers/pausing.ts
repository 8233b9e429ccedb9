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
