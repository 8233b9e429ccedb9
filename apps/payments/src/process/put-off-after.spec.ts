import { ProviderUnavailable } from '../provider/provider-unavailable';
import { putOffAfter } from './put-off-after';

const after = (error: unknown, tries = 0) => putOffAfter(error, { tries }, 1_000);

it('waits longer after each turn without an answer', () => {
  const unanswered = new ProviderUnavailable('capture', 2, new Error('503'));
  const [first, second] = [after(unanswered), after(unanswered, 1)];
  expect([first.counts, second.counts]).toEqual([true, true]);
  expect(second.waitMs).toBeGreaterThan(first.waitMs);
});

it('does the same after an error of any other kind', () => {
  expect(after(new Error('no such table')).counts).toBe(true);
});

it('does not count a turn in which the provider was left alone, and waits until it no longer is', () => {
  const { counts, waitMs } = after(new ProviderUnavailable('capture', 0, new Error('Breaker is open')), 7);
  expect(counts).toBe(false);
  expect(waitMs).toBeGreaterThanOrEqual(1_000);
  expect(waitMs).toBeLessThanOrEqual(1_250);
});
