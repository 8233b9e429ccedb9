/** What the broker says about a queue. */
export interface QueueReport {
  ready: number;
  consumers: number;
}

/** `silent`: it should get messages and does not. `idle`: nothing came for long, which proves nothing either way. */
export type Suspicion = 'silent' | 'idle';

export interface WatchdogDuties {
  /** A number that changes with every message; undefined while there is a good reason to get none. */
  pulse(): number | undefined;
  /** Asks the broker. */
  report(): Promise<QueueReport>;
  /** The consumer should start anew. */
  alarm(suspicion: Suspicion): void;
  onError(error: unknown): void;
}

/**
 * Finds the consumer that is silent for ever: when a queue is deleted and created again at once, the broker tells
 * nobody. The new queue knows the old consumers, counts messages as handed to them, up to their prefetch, and sends none.
 *
 * So whoever gets nothing asks. When twice in a row the queue has messages that it does not hand out, or says that nobody
 * consumes it, the consumer is silent. With few messages, all of them stuck, the queue looks like an empty one with a
 * healthy consumer: the only help is to start anew from time to time while nothing comes, which costs next to nothing.
 */
export class Watchdog {
  private timer?: NodeJS.Timeout;
  private lastPulse?: number;
  private quietSince = 0;
  private suspicions = 0;

  constructor(
    private readonly intervalMs: number,
    private readonly idleMs: number,
    private readonly duties: WatchdogDuties,
  ) {}

  start(): void {
    this.timer = setTimeout(() => {
      this.look()
        .catch((error: unknown) => this.duties.onError(error))
        .finally(() => this.timer && this.start());
    }, this.intervalMs).unref();
  }

  stop(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
  }

  private async look(): Promise<void> {
    if (!this.isQuiet()) return;
    const { ready, consumers } = await this.duties.report();
    if (!this.isQuiet()) return;
    this.suspicions = ready > 0 || consumers === 0 ? this.suspicions + 1 : 0;
    if (this.suspicions >= 2) this.raise('silent');
    else if (performance.now() - this.quietSince >= this.idleMs) this.raise('idle');
  }

  /** Whether nothing came since the last look; a message, or a good reason for none, ends every suspicion. */
  private isQuiet(): boolean {
    const pulse = this.duties.pulse();
    if (pulse !== undefined && pulse === this.lastPulse) return true;
    this.lastPulse = pulse;
    this.reset();
    return false;
  }

  private raise(suspicion: Suspicion): void {
    this.reset();
    this.duties.alarm(suspicion);
  }

  private reset(): void {
    this.suspicions = 0;
    this.quietSince = performance.now();
  }
}
