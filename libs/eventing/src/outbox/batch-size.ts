const MOST_BYTES = 16 * 1024 * 1024;
const FIRST = 64;

/** How many rows to read at once: fewer when they are large, so that what is in memory stays bounded in bytes as well. */
export class BatchSize {
  private size: number;

  constructor(private readonly largest: number) {
    this.size = Math.min(FIRST, largest);
  }

  get rows(): number {
    return this.size;
  }

  /** Grows step by step, for nothing is known about rows that were not read yet. */
  learnFrom(rows: readonly { body: string }[]): void {
    if (rows.length === 0) return;
    const bytes = rows.reduce((sum, { body }) => sum + body.length, 0);
    const fitting = Math.floor(MOST_BYTES / (bytes / rows.length));
    this.size = Math.max(1, Math.min(this.largest, 2 * this.size, fitting));
  }
}
