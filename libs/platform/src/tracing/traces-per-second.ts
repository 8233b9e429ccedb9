import type { Sampler, SamplingResult } from '@opentelemetry/sdk-trace-node';

// As numbers of OpenTelemetry's SamplingDecision: this file is loaded where nothing is traced, and its package is not.
const NOT_RECORD = 0;
const RECORD_AND_SAMPLED = 2;

/**
 * Records traces that begin in this process, up to so many a second (those of one second at once, too) and then no more until
 * time has passed: what a person does is always recorded, and a flood does not cost more than the limit.
 */
export class TracesPerSecond implements Sampler {
  private tokens: number;
  private filledAt: number;

  /** @param now in milliseconds, never going back */
  constructor(
    private readonly perSecond: number,
    private readonly now: () => number = () => performance.now(),
  ) {
    this.tokens = perSecond;
    this.filledAt = now();
  }

  shouldSample(): SamplingResult {
    const now = this.now();
    this.tokens = Math.min(this.perSecond, this.tokens + ((now - this.filledAt) / 1_000) * this.perSecond);
    this.filledAt = now;
    if (this.tokens < 1) return { decision: NOT_RECORD };
    this.tokens -= 1;
    return { decision: RECORD_AND_SAMPLED };
  }

  toString(): string {
    return `TracesPerSecond{${this.perSecond}}`;
  }
}
