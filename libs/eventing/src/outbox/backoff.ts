/** Ever longer pauses, with jitter so that replicas that failed together do not come back together. */
export class Backoff {
  private failures = 0;

  constructor(
    private readonly firstMs: number,
    private readonly longestMs: number,
  ) {}

  nextMs(): number {
    const full = Math.min(this.longestMs, this.firstMs * 2 ** this.failures++);
    return full / 2 + (Math.random() * full) / 2;
  }

  reset(): void {
    this.failures = 0;
  }
}
