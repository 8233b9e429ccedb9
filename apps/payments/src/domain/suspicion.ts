import type { Amount } from './payment.events';

/** Below this many former payments nobody knows what is usual for a customer. */
export const FEWEST_FORMER_PAYMENTS = 5;

/** Who has been reported is not reported again for what falls into the same window. */
export function hasManyDeclines(
  declines: readonly Date[],
  lastReport: Date | null,
  now: Date,
  { threshold, windowMs }: { threshold: number; windowMs: number },
): boolean {
  const begin = now.getTime() - windowMs;
  if (lastReport && lastReport.getTime() > begin) return false;
  return declines.filter((at) => at.getTime() > begin).length >= threshold;
}

/**
 * Whether the amount is more than `factor` times the median of what the customer paid before, in the same currency. The
 * median and not the mean: one former splurge does not move it, so it cannot hide the next. And no measure of spread:
 * who always pays the same has none, and would be reported for a cent more. What was free tells nothing of what is usual.
 */
export function isUnusual(amount: Amount, former: readonly number[], factor: number): boolean {
  const paid = former.filter((each) => each > 0);
  if (paid.length < FEWEST_FORMER_PAYMENTS) return false;
  // in whole numbers of any size: factor times median may be beyond what a number holds exactly
  return BigInt(amount.amount) > BigInt(factor) * BigInt(medianOf(paid));
}

/** Of an even number the lower of the two in the middle, so that it stays a whole one. */
export function medianOf(amounts: readonly number[]): number {
  const sorted = [...amounts].sort((a, b) => a - b);
  const median = sorted[Math.floor((sorted.length - 1) / 2)];
  if (median === undefined) throw new RangeError('Of nothing there is no median.');
  return median;
}
