import type { BreakerState } from './breaker';

/** How the breaker of one consumer in this process is doing. The numbers only grow, and begin at 0 with the process. */
export interface BreakerStatus {
  state: BreakerState;
  /** Times it began to pause; a pause that a failed look prolongs is the same one. */
  pauses: number;
  /** Looks whether it works again that showed that it does not. */
  failedProbes: number;
  /** Messages that were put back into the queue without using up a try. */
  handedBack: number;
  /** How long it has been pausing altogether, the looks included, in milliseconds. */
  pausedMs: number;
  /** Only while it is not closed: why. */
  reason?: string;
  /** Only while it is open: when it will look whether it works again. */
  until?: Date;
}

/** The numbers of a {@link BreakerStatus}. */
export class BreakerCounts {
  failedProbes = 0;
  handedBack = 0;
  private pauses = 0;
  private endedMs = 0;
  private since: number | undefined;

  pauseBegins(): void {
    this.pauses += 1;
    this.since = performance.now();
  }

  pauseEnds(): void {
    this.endedMs += this.running(performance.now());
    this.since = undefined;
  }

  asOf(now: number): Pick<BreakerStatus, 'pauses' | 'failedProbes' | 'handedBack' | 'pausedMs'> {
    const { pauses, failedProbes, handedBack } = this;
    return { pauses, failedProbes, handedBack, pausedMs: Math.round(this.endedMs + this.running(now)) };
  }

  private running(now: number): number {
    return this.since === undefined ? 0 : now - this.since;
  }
}
