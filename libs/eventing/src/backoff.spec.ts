import { backoffMs } from './backoff';

describe('backoffMs', () => {
  it('doubles, with jitter below, and stays under its maximum for ever', () => {
    for (let failures = 0; failures < 2_000; failures++) {
      const full = Math.min(10 * 2 ** failures, 5_000);
      expect(backoffMs(failures, 10, 5_000)).toBeGreaterThanOrEqual(full / 2);
      expect(backoffMs(failures, 10, 5_000)).toBeLessThanOrEqual(full);
    }
  });
});
