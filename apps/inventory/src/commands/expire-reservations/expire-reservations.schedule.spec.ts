import { Logger } from '@nestjs/common';
import type { ExpireReservationsHandler } from './expire-reservations.handler';
import { ExpireReservationsSchedule } from './expire-reservations.schedule';

beforeEach(() => jest.useFakeTimers());
afterEach(() => {
  jest.useRealTimers();
  jest.restoreAllMocks();
});

/** A schedule whose batches end as the test says; `true`: there may be more. */
function scheduleOf(...batches: (() => Promise<boolean>)[]) {
  const execute = jest.fn(() => (batches.shift() ?? none)());
  const schedule = new ExpireReservationsSchedule({ execute } as unknown as ExpireReservationsHandler);
  schedule.onApplicationBootstrap();
  return { schedule, execute };
}

const none = () => Promise.resolve(false);
const more = () => Promise.resolve(true);
const round = () => jest.advanceTimersToNextTimerAsync();

describe('ExpireReservationsSchedule', () => {
  it('takes batch after batch until there are no more, and looks again later', async () => {
    const { schedule, execute } = scheduleOf(more, more, none);
    await round();
    expect(execute).toHaveBeenCalledTimes(3);
    await round();
    expect(execute).toHaveBeenCalledTimes(4);
    await schedule.onModuleDestroy();
  });

  it('says so when a batch fails, and tries again', async () => {
    const warn = jest.spyOn(Logger.prototype, 'warn').mockImplementation();
    const { schedule, execute } = scheduleOf(() => Promise.reject(new Error('no connection')));
    await round();
    expect(warn).toHaveBeenCalledWith(
      expect.stringMatching(/stay reserved until the next try.*no connection/),
    );
    await round();
    expect(execute).toHaveBeenCalledTimes(2);
    await schedule.onModuleDestroy();
  });

  it('does not begin a round while one is going on', async () => {
    let end: (value: boolean) => void = () => undefined;
    const { schedule, execute } = scheduleOf(() => new Promise((resolve) => (end = resolve)));
    await round();
    expect(jest.getTimerCount()).toBe(0);
    expect(execute).toHaveBeenCalledTimes(1);
    end(false);
    await schedule.onModuleDestroy();
  });

  it('waits at its end for the batch in hand, and begins no other', async () => {
    let end: (value: boolean) => void = () => undefined;
    const { schedule, execute } = scheduleOf(() => new Promise((resolve) => (end = resolve)), more);
    await round();
    let stopped = false;
    const stopping = schedule.onModuleDestroy().then(() => (stopped = true));
    await jest.advanceTimersByTimeAsync(60_000);
    expect(stopped).toBe(false);
    end(true);
    await stopping;
    expect(execute).toHaveBeenCalledTimes(1);
    expect(jest.getTimerCount()).toBe(0);
  });
});
