import type { IncomingMessage, Pace } from '../broker';

/** So long a redelivery may keep the only place while the first handler of its message is still running. */
const PLACE_FREE_AFTER_MS = 5_000;

/**
 * Decides how many unsettled messages a consumer may have: one, until a message that is not a redelivery was settled.
 *
 * A message that kills its process comes back, and every message the process held at that moment with it; the broker
 * counts the return of each. With many in hand, a few crashes in a row would push innocent messages over the delivery
 * limit together with the culprit. With one in hand the culprit falls alone. A connection that is lost again and again
 * costs the same: so a second loss with nothing done in between, and a pause, begin at one anew.
 */
export class PrefetchWarmUp {
  private warm: boolean;
  /** Something was settled since the last interruption. */
  private proven = false;
  private pace: Pace = 'full';
  private extraPlaces = 0;
  private timer?: NodeJS.Timeout;

  constructor(
    private readonly full: number,
    private readonly onRaise: () => void,
    private readonly placeFreeAfterMs = PLACE_FREE_AFTER_MS,
  ) {
    this.warm = full <= 1;
  }

  get prefetch(): number {
    return this.warm && this.pace === 'full' ? this.full : Math.min(this.full, 1 + this.extraPlaces);
  }

  settled(message: IncomingMessage): void {
    if (message.redelivered) return;
    this.proven = true;
    if (this.warm || this.pace === 'one-by-one') return;
    this.endTimer();
    this.warm = true;
    this.onRaise();
  }

  /** A redelivery waits for a handler that may take long, or hang: the others don't wait with it for ever. */
  heldBack(): void {
    if (this.warm || this.timer) return;
    this.timer = setTimeout(() => {
      this.timer = undefined;
      this.extraPlaces += 1;
      this.onRaise();
    }, this.placeFreeAfterMs).unref();
  }

  /** What was in hand went back to its queue, and was counted. */
  interrupted(): void {
    if (this.proven) this.proven = false;
    else this.beginAnew();
  }

  beginAnew(pace: Pace = this.pace): void {
    this.endTimer();
    this.pace = pace;
    this.extraPlaces = 0;
    this.proven = false;
    this.warm = this.full <= 1;
  }

  private endTimer(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
  }
}
