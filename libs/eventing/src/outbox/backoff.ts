import { backoffMs } from '../backoff';

/** Ever longer pauses, with jitter so that replicas that failed together do not come back together. */
export class Backoff {
  private failures = 0;

  constructor(
    private readonly firstMs: number,
    private readonly longestMs: number,
  ) {}

  nextMs(): number {
    return backoffMs(this.failures++, this.firstMs, this.longestMs);
  }

  reset(): void {
    this.failures = 0;
  }
}
