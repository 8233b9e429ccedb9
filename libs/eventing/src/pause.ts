import { setTimeout as sleep } from 'node:timers/promises';
import { backoffMs } from './backoff';

/** Resolves after `ms`, or as soon as `over` is aborted. */
export async function pause(ms: number, over: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal: over }).catch(() => undefined); // it rejects only with the abort
}

/** Pauses between the tries at something: each about twice as long as the one before, up to a limit. */
export class GrowingPause {
  private taken = 0;

  constructor(
    private readonly firstMs: number,
    private readonly longestMs: number,
  ) {}

  /** Resolves when it is time for the next try, or as soon as `over` is aborted. */
  take(over: AbortSignal): Promise<void> {
    return pause(backoffMs(this.taken++, this.firstMs, this.longestMs), over);
  }

  /** The next one is the first again. */
  reset(): void {
    this.taken = 0;
  }
}
