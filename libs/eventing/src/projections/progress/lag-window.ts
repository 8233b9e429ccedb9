import { Durations } from '../../observability/durations';

/** How long events took to show in a read model: from their `time` to the commit of the batch that applied them. */
export interface LagSummary {
  /** Of the event that was applied last, in ms. */
  lastMs: number;
  /** Half of the recent events took no longer. */
  p50Ms: number;
  p99Ms: number;
  /** How many events that is based on: the last 1 000 at most, none older than five minutes. */
  events: number;
}

const MOST = 1_000;
const RECENT_MS = 5 * 60_000;

/** The lags of recent events, in a ring: as much memory as it takes at first is all it ever takes. */
export class LagWindow {
  private readonly lags = new Float64Array(MOST);
  private readonly committedAt = new Float64Array(MOST);
  private count = 0;

  /** @param all counts every lag there ever was, for metrics. */
  constructor(private readonly all = new Durations()) {}

  /**
   * @param times when the events were published, RFC 3339. A clock that is ahead of this one's makes no negative lag: 0.
   * @param now when their batch had been committed, in ms since 1970
   */
  record(times: readonly string[], now = Date.now()): void {
    for (const time of times) {
      const slot = this.count % MOST;
      const lag = Math.max(0, now - Date.parse(time));
      this.lags[slot] = lag;
      this.all.record(lag / 1_000);
      this.committedAt[slot] = now;
      this.count += 1;
    }
  }

  /** Undefined when nothing was applied lately. */
  summary(now = Date.now()): LagSummary | undefined {
    const recent = this.lags
      .slice(0, Math.min(this.count, MOST))
      .filter((_, slot) => (this.committedAt[slot] as number) > now - RECENT_MS)
      .sort();
    if (recent.length === 0) return undefined;
    return {
      lastMs: this.lags[(this.count - 1) % MOST] as number,
      p50Ms: quantile(recent, 0.5),
      p99Ms: quantile(recent, 0.99),
      events: recent.length,
    };
  }
}

/** The smallest of the sorted values that so large a part of them does not exceed. */
function quantile(sorted: Float64Array, part: number): number {
  return sorted[Math.ceil(sorted.length * part) - 1] as number;
}
