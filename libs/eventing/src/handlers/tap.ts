import type { Pace, Subscription } from '../broker/broker';

/** Why a consumer may have to stop taking messages: what it has does not get on, or it fails for everything. */
export type PauseReason = 'outage' | 'breaker';

/** Lets several reasons pause one subscription: it takes messages while none of them holds. */
export class Tap {
  /** How it takes them when it takes any. */
  private pace: Pace = 'full';
  private readonly reasons = new Set<PauseReason>();

  constructor(private readonly subscription: Pick<Subscription, 'pause' | 'resume'>) {}

  shut(reason: PauseReason): void {
    if (this.reasons.size === 0) this.subscription.pause();
    this.reasons.add(reason);
  }

  open(reason: PauseReason, pace: Pace = this.pace): void {
    if (!this.reasons.delete(reason) && pace === this.pace) return;
    this.pace = pace;
    if (this.reasons.size === 0) this.subscription.resume(pace);
  }
}
