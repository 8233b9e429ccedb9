import { Logger } from '@nestjs/common';
import { withoutTexts } from '../../message/personal/personal-texts';
import { personalTextsInWork } from '../../message/personal/texts-in-work';
import type { Tap } from '../tap';
import { Breaker, type TryBegun } from './breaker';
import type { BreakerChoice, BreakerSettings } from './breaker-options';
import { BreakerCounts, type BreakerStatus } from './breaker-status';
import type { Outcomes } from './outcome-window';

/** So long without a message it says that it is consuming, also while it only looks whether it works again. */
const QUIET_AFTER_MS = 5_000;

/**
 * Keeps a consumer that fails for everything from taking messages: it pauses, looks with a few messages whether it works again,
 * and goes on by itself. Each process has its own.
 */
export class ConsumptionBreaker {
  private readonly logger = new Logger('Consumers');
  private readonly breaker: Breaker;
  private readonly counts = new BreakerCounts();
  private tap: Tap | undefined;
  private timer: NodeJS.Timeout | undefined;
  private reason: string | undefined;
  private until: Date | undefined;
  private lastNewsAt = 0;
  private stopped = false;

  constructor(
    private readonly consumer: string,
    readonly settings: BreakerSettings,
  ) {
    this.breaker = new Breaker(settings, {
      opened: (pauseMs, reason, again) => this.opened(pauseMs, reason, again),
      halfOpened: () => this.halfOpened(),
      closed: () => this.closed(),
    });
  }

  static of(consumer: string, choice: BreakerChoice): ConsumptionBreaker | undefined {
    return choice === false ? undefined : new ConsumptionBreaker(consumer, choice);
  }

  /** From now on it pauses this. */
  attach(tap: Tap): void {
    this.tap = tap;
  }

  /** No more probes; what is in hand is finished as it is. */
  stop(): void {
    this.stopped = true;
    clearTimeout(this.timer);
  }

  get isOpen(): boolean {
    return this.breaker.state === 'open';
  }

  get isClosed(): boolean {
    return this.breaker.state === 'closed';
  }

  begin(): TryBegun {
    this.lastNewsAt = performance.now();
    return this.breaker.begin();
  }

  /** See {@link Breaker.forgives}. */
  forgives(key: string): boolean {
    return this.breaker.forgives(key);
  }

  /** Whether these outcomes would say that nothing works; for who can still undo what it has done. */
  wouldPause(begun: TryBegun, outcomes: Outcomes): boolean {
    return this.breaker.isOutdated(begun) || this.breaker.after(outcomes) !== 'closed';
  }

  succeeded(begun: TryBegun, ...keys: string[]): void {
    this.record(begun, { succeeded: keys, failed: [] });
  }

  /** @returns whether the failure is the consumer's, and is not to be counted against the message. */
  failed(begun: TryBegun, key: string, error: unknown): boolean {
    return this.record(begun, { succeeded: [], failed: [key] }, error);
  }

  /** @returns as {@link failed}, of those that failed. A try during which it paused tells nothing, and costs nothing. */
  record(begun: TryBegun, outcomes: Outcomes, error?: unknown): boolean {
    this.lastNewsAt = performance.now();
    if (this.breaker.isOutdated(begun)) return outcomes.failed.length > 0;
    this.breaker.record(outcomes, error === undefined ? '' : describe(error));
    return this.breaker.state !== 'closed';
  }

  /** Messages were put back into the queue, without a try or with one that does not count. */
  handedBack(messages: number): void {
    this.counts.handedBack += messages;
  }

  status(): BreakerStatus {
    const { state } = this.breaker;
    return { state, ...this.counts.asOf(performance.now()), ...(state !== 'closed' && this.story()) };
  }

  /** Why the consumer does not take messages as usual; undefined while it does, or has none to find out with. */
  pausedBecause(inFlight: number): string | undefined {
    const { state } = this.breaker;
    if (state === 'closed' || this.isQuiet(inFlight)) return undefined;
    return state === 'open'
      ? `paused until ${this.until?.toISOString()}: ${this.reason}`
      : `takes one message at a time to see whether it works again: ${this.reason}`;
  }

  private isQuiet(inFlight: number): boolean {
    const quietFor = performance.now() - this.lastNewsAt;
    return this.breaker.state === 'half-open' && inFlight === 0 && quietFor >= QUIET_AFTER_MS;
  }

  private story(): Pick<BreakerStatus, 'reason' | 'until'> {
    return { reason: this.reason, ...(this.isOpen && { until: this.until }) };
  }

  private opened(pauseMs: number, reason: string, again: boolean): void {
    this.tap?.shut('breaker');
    if (again) this.counts.failedProbes += 1;
    else this.counts.pauseBegins();
    this.reason = again ? `still failing: ${reason}` : reason;
    this.until = new Date(Date.now() + pauseMs);
    this.logger.warn(
      `${this.consumer} pauses for ${Math.round(pauseMs)} ms: ${this.reason}. Its messages stay in the queue and lose no try.`,
    );
    clearTimeout(this.timer);
    if (!this.stopped) this.timer = setTimeout(() => this.breaker.probe(), pauseMs).unref();
  }

  private halfOpened(): void {
    this.lastNewsAt = performance.now();
    this.tap?.open('breaker', 'one-by-one');
  }

  private closed(): void {
    this.counts.pauseEnds();
    this.tap?.open('breaker', 'full');
    this.logger.log(`${this.consumer} works again and takes messages as usual.`);
    this.reason = this.until = undefined;
  }
}

const LONGEST_REASON = 300;

function describe(error: unknown): string {
  const text =
    error instanceof Error ? `${error.name}: ${error.message}` : `thrown ${typeof error}: ${String(error)}`;
  return shortened(withoutTexts(text, personalTextsInWork()));
}

function shortened(text: string): string {
  return text.length <= LONGEST_REASON ? text : `${text.slice(0, LONGEST_REASON)}…`;
}
