import { LeftUnsettled } from './left-unsettled';
import { backoffMs, pause } from './pausing';

describe('pause', () => {
  it('ends at once when the consumer stops, before or during it', async () => {
    await expect(pause(60_000, AbortSignal.abort())).rejects.toThrow(LeftUnsettled);
    const stopping = new AbortController();
    const pausing = pause(60_000, stopping.signal);
    stopping.abort();
    await expect(pausing).rejects.toThrow(LeftUnsettled);
  });
});

describe('backoffMs', () => {
  it('doubles, with jitter below, and stays under its maximum for ever', () => {
    for (let failures = 0; failures < 2_000; failures++) {
      const full = Math.min(10 * 2 ** failures, 5_000);
      expect(backoffMs(failures, 10, 5_000)).toBeGreaterThanOrEqual(full / 2);
      expect(backoffMs(failures, 10, 5_000)).toBeLessThanOrEqual(full);
    }
  });
});
