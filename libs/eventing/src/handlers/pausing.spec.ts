import { LeftUnsettled } from './left-unsettled';
import { pause } from './pausing';

describe('pause', () => {
  it('ends at once when the consumer stops, before or during it', async () => {
    await expect(pause(60_000, AbortSignal.abort())).rejects.toThrow(LeftUnsettled);
    const stopping = new AbortController();
    const pausing = pause(60_000, stopping.signal);
    stopping.abort();
    await expect(pausing).rejects.toThrow(LeftUnsettled);
  });
});
