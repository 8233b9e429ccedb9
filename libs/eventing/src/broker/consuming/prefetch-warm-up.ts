import type { IncomingMessage } from '../broker';

/**
 * Decides how many unsettled messages a consumer may have: one, until a message that is not a redelivery was settled.
 *
 * A message that kills its process comes back, and every message the process held at that moment with it; the broker
 * counts the return of each. With many in hand, a few crashes in a row would push innocent messages over the delivery
 * limit together with the culprit. With one in hand the culprit falls alone.
 */
export class PrefetchWarmUp {
  private warm: boolean;

  constructor(
    private readonly full: number,
    private readonly onWarm: () => void,
  ) {
    this.warm = full <= 1;
  }

  get prefetch(): number {
    return this.warm ? this.full : 1;
  }

  settled(message: IncomingMessage): void {
    if (this.warm || message.redelivered) return;
    this.warm = true;
    this.onWarm();
  }
}
