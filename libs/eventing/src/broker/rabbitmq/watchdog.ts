/** What the broker says about a queue. */
export interface QueueReport {
  ready: number;
  consumers: number;
}

export interface WatchdogDuties {
  /** A number that changes with every message; undefined while there is a good reason to get none. */
  pulse(): number | undefined;
  /** Asks the broker. */
  report(): Promise<QueueReport>;
  revive(): void;
  onError(error: unknown): void;
}

/**
 * Finds the consumer that is silent for ever: when a queue is deleted and created again at once, the broker tells
 * nobody, and the old consumers hang on a queue that is no more. So whoever gets nothing asks, and when twice in a row
 * the queue has messages it does not hand out, or says that nobody consumes it, the consumer starts anew.
 */
export class Watchdog {
  private timer?: NodeJS.Timeout;
  private lastPulse?: number;
  private suspicions = 0;

  constructor(
    private readonly intervalMs: number,
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
    const pulse = this.duties.pulse();
    const quiet = pulse !== undefined && pulse === this.lastPulse;
    this.lastPulse = pulse;
    if (!quiet) return this.unsuspicious();
    const { ready, consumers } = await this.duties.report();
    if (this.duties.pulse() !== pulse || (ready === 0 && consumers > 0)) return this.unsuspicious();
    this.suspicions += 1;
    if (this.suspicions < 2) return;
    this.unsuspicious();
    this.duties.revive();
  }

  private unsuspicious(): void {
    this.suspicions = 0;
  }
}
