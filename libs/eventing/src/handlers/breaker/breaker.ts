import { backoffMs } from '../../backoff';
import type { BreakerSettings } from './breaker-options';
import { OutcomeWindow, type Outcomes } from './outcome-window';

/**
 * `closed`: messages are taken. `open`: none are, for a while. `half-open`: a few, one at a time, to see whether it works again.
 */
export type BreakerState = 'closed' | 'open' | 'half-open';

/** A try that has begun: what has happened to the breaker since tells what its end is worth. */
export type TryBegun = number;

export interface BreakerListener {
  /** It paused, for so long, because of this; `again` when a look whether it works again has failed. */
  opened(pauseMs: number, reason: string, again: boolean): void;
  halfOpened(): void;
  closed(): void;
}

/** As many keys of messages are remembered whose failure is to be forgiven. */
const MOST_FORGIVEN = 1_000;

/**
 * Decides whether a consumer fails for everything. Knows neither queues nor timers: it is told how tries end and when a
 * pause is over.
 */
export class Breaker {
  state: BreakerState = 'closed';
  private readonly window: OutcomeWindow;
  private readonly probed = { succeeded: new Set<string>(), failed: new Set<string>() };
  private readonly forgiven = new Set<string>();
  /** Grows with every change of the state. */
  private era: TryBegun = 0;
  private pauses = 0;
  private succeededSinceClosed = 0;

  constructor(
    readonly settings: BreakerSettings,
    private readonly listener: BreakerListener,
    now: () => number = () => performance.now(),
  ) {
    this.window = new OutcomeWindow(settings.window, settings.forgetAfterMs, now);
  }

  begin(): TryBegun {
    return this.era;
  }

  /** Whether it has changed its mind since that try began. */
  isOutdated(begun: TryBegun): boolean {
    return begun !== this.era;
  }

  /** What it would be after these. */
  after(outcomes: Outcomes): BreakerState {
    if (this.state === 'closed') return this.wouldOpen(outcomes) ? 'open' : 'closed';
    if (this.state === 'open') return 'open';
    const { probes } = this.settings;
    const succeeded = new Set([...this.probed.succeeded, ...outcomes.succeeded]);
    if (succeeded.size >= probes) return 'closed';
    const isRepeated = outcomes.failed.some((key) => this.probed.failed.has(key)); // there is no other message to try
    const failed = new Set([...this.probed.failed, ...outcomes.failed]);
    return isRepeated || failed.size >= probes ? 'open' : 'half-open';
  }

  /** Takes in how tries ended. What began before its last change of mind tells nothing, and should not be given. */
  record(outcomes: Outcomes, reason = ''): void {
    const next = this.after(outcomes);
    if (this.state === 'closed') {
      this.window.add(outcomes);
      this.succeededSinceClosed += outcomes.succeeded.length;
    } else if (this.state === 'half-open') {
      for (const key of outcomes.succeeded) this.probed.succeeded.add(key);
      for (const key of outcomes.failed) this.probed.failed.add(key);
    }
    if (next === this.state) return;
    if (next === 'open') this.open(reason);
    else this.close();
  }

  /** The pause is over. */
  probe(): void {
    if (this.state !== 'open') return;
    this.become('half-open');
    this.listener.halfOpened();
  }

  /** Whether the message's last failure was one of those that opened it; asked once. */
  forgives(key: string): boolean {
    return this.forgiven.delete(key);
  }

  /** For people: how many of how many. */
  get tally(): string {
    return `${this.window.failed.length} of the last ${this.window.count} messages failed`;
  }

  private wouldOpen(outcomes: Outcomes): boolean {
    const { threshold, minimum } = this.settings;
    if (outcomes.failed.length === 0) return false; // something that works is no reason to stop
    const window = this.window.with(outcomes);
    return window.count >= minimum && window.failed.length >= threshold * window.count;
  }

  private open(reason: string): void {
    const again = this.state === 'half-open';
    if (!again && this.succeededSinceClosed >= this.settings.window) this.pauses = 0;
    const why = again ? reason : `${this.tally}, the last with: ${reason}`;
    for (const key of this.window.failed) this.forgive(key);
    this.window.clear();
    this.become('open');
    const { firstPauseMs, longestPauseMs } = this.settings;
    this.listener.opened(backoffMs(this.pauses, firstPauseMs, longestPauseMs), why, again);
    this.pauses += 1;
  }

  private close(): void {
    this.become('closed');
    this.succeededSinceClosed = 0;
    this.listener.closed();
  }

  private become(state: BreakerState): void {
    this.state = state;
    this.era += 1;
    this.probed.succeeded.clear();
    this.probed.failed.clear();
  }

  private forgive(key: string): void {
    this.forgiven.add(key);
    const [oldest] = this.forgiven;
    if (this.forgiven.size > MOST_FORGIVEN && oldest !== undefined) this.forgiven.delete(oldest);
  }
}
