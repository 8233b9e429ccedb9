import { setTimeout as pause } from 'node:timers/promises';

const SHORTEST_GAP_MS = 50;
const LONGEST_GAP_MS = 5_000;

/**
 * Brings something to its wished state and back to it whenever it was disturbed: runs `step` after each `trigger`, never
 * two at once, and again by itself, with growing gaps, for as long as it throws.
 */
export class ReconcileLoop {
  private running?: Promise<void>;
  private triggered = false;
  private stopped = false;
  private failures = 0;
  private interruptGap = new AbortController();

  constructor(
    private readonly step: () => Promise<void>,
    private readonly onFailure: (error: unknown, failures: number) => void,
  ) {}

  /** Something changed: look at it soon. */
  trigger(): void {
    if (this.stopped) return;
    this.triggered = true;
    this.running ??= this.run();
  }

  /** No further step begins. Resolves when the running one has ended. */
  async stop(): Promise<void> {
    this.stopped = true;
    this.interruptGap.abort();
    await this.running;
  }

  private async run(): Promise<void> {
    while (this.triggered && !this.stopped) {
      this.triggered = false;
      await this.attempt();
      // A gap even after success: what is taken away again and again must not make a hot loop.
      await this.gap(
        Math.min(LONGEST_GAP_MS, SHORTEST_GAP_MS * 2 ** this.failures) * (0.75 + Math.random() / 2),
      );
    }
    this.running = undefined;
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

  private async gap(ms: number): Promise<void> {
    if (this.stopped) return;
    // Rejects only when stop() cuts it short, which is what ends the loop.
    await pause(ms, undefined, { signal: this.interruptGap.signal, ref: false }).catch(() => undefined);
  }
}
