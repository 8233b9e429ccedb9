/** How the tries of some messages ended, each message named by a key of its own. */
export interface Outcomes {
  succeeded: readonly string[];
  failed: readonly string[];
}

interface Entry {
  failed: boolean;
  at: number;
}

/** The last messages tried, each with its last outcome. */
export class OutcomeWindow {
  private readonly entries = new Map<string, Entry>();

  constructor(
    private readonly size: number,
    private readonly forgetAfterMs: number,
    private readonly now: () => number,
  ) {}

  add(outcomes: Outcomes): void {
    for (const key of outcomes.succeeded) this.put(key, false);
    for (const key of outcomes.failed) this.put(key, true);
    this.trim(Math.max(this.size, countOf(outcomes)));
  }

  /** With these added; a batch larger than the window counts as a whole. */
  with(outcomes: Outcomes): OutcomeWindow {
    const copy = new OutcomeWindow(this.size, this.forgetAfterMs, this.now);
    for (const [key, entry] of this.entries) copy.entries.set(key, entry);
    copy.add(outcomes);
    return copy;
  }

  get count(): number {
    return this.recent().length;
  }

  get failed(): string[] {
    return this.recent().flatMap(([key, { failed }]) => (failed ? [key] : []));
  }

  clear(): void {
    this.entries.clear();
  }

  private recent(): [string, Entry][] {
    const oldest = this.now() - this.forgetAfterMs;
    return [...this.entries].filter(([, { at }]) => at > oldest);
  }

  /** Behind all others, also when it was there before. */
  private put(key: string, failed: boolean): void {
    this.entries.delete(key);
    this.entries.set(key, { failed, at: this.now() });
  }

  private trim(size: number): void {
    for (const key of this.entries.keys()) {
      if (this.entries.size <= size) return;
      this.entries.delete(key);
    }
  }
}

function countOf({ succeeded, failed }: Outcomes): number {
  return succeeded.length + failed.length;
}
