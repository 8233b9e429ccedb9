export interface BatcherOptions {
  /** As many items go into one batch at most. */
  size: number;
  /** How long the first item waits for company when nothing else is going on, in milliseconds. */
  lingerMs: number;
}

/**
 * Groups what comes one by one into batches and works on one batch at a time. What comes meanwhile is the next batch: the
 * busier it is, the larger they get, without anybody waiting for a batch to fill. Only the first item after a pause
 * lingers, and its age decides, not that of the last one.
 */
export class Batcher<T> {
  private readonly pending: T[] = [];
  private running = 0;
  private timer: NodeJS.Timeout | undefined;
  private whenIdle: (() => void)[] = [];

  /** @param work must not reject: it is nobody's business but its own what to do about a failure. */
  constructor(
    private readonly options: BatcherOptions,
    private readonly work: (batch: T[]) => Promise<void>,
  ) {}

  /** How many items it has that are not done. */
  get count(): number {
    return this.pending.length + this.running;
  }

  add(item: T): void {
    this.pending.push(item);
    if (this.running > 0) return;
    if (this.pending.length >= this.options.size) this.begin();
    else this.timer ??= setTimeout(() => this.begin(), this.options.lingerMs);
  }

  /** Resolves when it has nothing left to do. */
  idle(): Promise<void> {
    if (this.count === 0) return Promise.resolve();
    return new Promise((resolve) => this.whenIdle.push(resolve));
  }

  /** Forgets what it has not begun to work on. */
  discardPending(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.pending.length = 0;
    this.tellIdle();
  }

  private begin(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    const batch = this.pending.splice(0, this.options.size);
    this.running = batch.length;
    void this.work(batch).finally(() => this.next());
  }

  private next(): void {
    this.running = 0;
    if (this.pending.length > 0) this.begin();
    else this.tellIdle();
  }

  private tellIdle(): void {
    if (this.count > 0) return;
    for (const resolve of this.whenIdle.splice(0)) resolve();
  }
}
