import { Logger } from '@nestjs/common';
import { HeldWatch, type HeldSummary } from './held-watch';

describe('HeldWatch', () => {
  const some: HeldSummary = { events: 3, streams: 1, oldest: new Date() };
  let held: HeldSummary[];
  let query: jest.Mock;
  let watch: HeldWatch;

  beforeEach(() => {
    jest.useFakeTimers();
    held = [];
    query = jest.fn(() => Promise.resolve(held));
    watch = new HeldWatch('p', { query });
  });
  afterEach(() => {
    watch.stop();
    jest.useRealTimers();
    jest.restoreAllMocks();
  });

  it('looks once for many changes', async () => {
    held = [some];
    for (let change = 0; change < 100; change += 1) watch.changed();
    await jest.advanceTimersByTimeAsync(1_000);
    expect(query).toHaveBeenCalledTimes(1);
    expect(watch.summary).toBe(some);
  });

  it('looks again while something is held, for another replica may release it', async () => {
    held = [some];
    watch.changed();
    await jest.advanceTimersByTimeAsync(1_000);
    held = [];
    await jest.advanceTimersByTimeAsync(5_000);
    expect(watch.summary).toBeUndefined();
    await jest.advanceTimersByTimeAsync(60_000);
    expect(query).toHaveBeenCalledTimes(2);
  });

  it('survives a database that is away', async () => {
    jest.spyOn(Logger.prototype, 'debug').mockImplementation();
    query.mockRejectedValueOnce(new Error('away'));
    held = [some];
    watch.changed();
    await jest.advanceTimersByTimeAsync(6_000);
    expect(watch.summary).toBe(some);
  });

  it('looks no more once it is stopped', async () => {
    watch.changed();
    watch.stop();
    watch.changed();
    await jest.advanceTimersByTimeAsync(60_000);
    expect(query).not.toHaveBeenCalled();
  });
});
