import { retryWaitMs } from './retry-wait';

it('waits longer and longer, and never longer than three minutes', () => {
  expect([1, 2, 3, 4, 5, 6, 7, 1_000].map((tries) => retryWaitMs(tries, 1) / 1_000)).toEqual([
    1, 5, 15, 60, 120, 180, 180, 180,
  ]);
});

it('does not let all come back at the same moment', () => {
  expect(retryWaitMs(2, 0)).toBe(4_000);
  expect(retryWaitMs(2, 0.5)).toBe(4_500);
});
