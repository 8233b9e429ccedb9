import { retryWaitMs } from './retry-wait';

describe('retryWaitMs', () => {
  it('doubles, up to 15 minutes, whatever the number of tries', () => {
    const waits = [1, 2, 3, 100, 100_000].map((attempts) => retryWaitMs(attempts, 5_000, 1));
    expect(waits).toEqual([5_000, 10_000, 20_000, 900_000, 900_000]);
  });

  it('is shorter by up to a half', () => expect(retryWaitMs(1, 5_000, 0)).toBe(2_500));
});
