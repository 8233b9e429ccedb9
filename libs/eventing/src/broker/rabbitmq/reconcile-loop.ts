import { backoffMs } from '../../backoff';

const SHORTEST_GAP_MS = 50;
const LONGEST_GAP_MS = 5_000;
/** Runs that follow each other more closely than this are a rush, and a few of them are in order. */
const RUSH_MS = 1_000;
const RUNS_IN_ORDER = 4;

/**
 * Brings something to its wished state and back to it whenever it was disturbed: runs `step` after each `trigger`, never
 * two at once, and again by itself for as long as it throws. Gaps between the runs grow with the failures, and with a rush
 * of successes too: what is taken away again as soon as it was reached must not make a hot loop.
 */
export class ReconcileLoop {
  private running = false;
  private ended: Promise<void> = Promise.resolve();
  private triggered = false;
  private stopped = false;
  private failures = 0;
  private rush = 0;
  private lastRun = -Infinity;
  private endGap?: () => void;

  constructor(
    private readonly step: () => Promise<void>,
    private readonly onFailure: (error: unknown, failures: number) => void,
  ) {}

  /** Something changed: look at it soon. */
  trigger(): void {
    if (this.stopped) return;
    this.triggered = true;
    if (!this.running) this.ended = this.run();
  }

  /** No further step begins. Resolves when the running one has ended. */
  async stop(): Promise<void> {
    this.stopped = true;
    this.endGap?.();
    await this.ended;
  }

  private async run(): Promise<void> {
    this.running = true;
    while (this.triggered && !this.stopped) {
      this.triggered = false;
      this.rush = performance.now() - this.lastRun < RUSH_MS ? this.rush + 1 : 0;
      this.lastRun = performance.now();
      await this.attempt();
      await this.gap(Math.max(this.failures, this.rush - RUNS_IN_ORDER));
    }
    this.running = false;
  }

  private async attempt(): Promise<void> {
    try {
      await this.step();
      this.failures = 0;
    } catch (error) {
      this.failures += 1;
      this.triggered = true;
      if (!this.stopped) this.onFailure(error, this.failures);
    }
  }

  private async gap(size: number): Promise<void> {
    if (this.stopped || size <= 0) return;
    const ms = backoffMs(size - 1, SHORTEST_GAP_MS, LONGEST_GAP_MS);
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms).unref();
      this.endGap = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
