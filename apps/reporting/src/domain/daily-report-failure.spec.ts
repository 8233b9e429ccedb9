import { DailyReportFailed, pauseAfter } from './daily-report-failure';

describe('a daily report that fails', () => {
  it('is tried again soon at first, and every hour in the end', () => {
    expect([1, 2, 3, 6, 7, 8, 1_000_000].map((tries) => pauseAfter(tries) / 60_000)).toEqual([
      1, 2, 4, 32, 60, 60, 60,
    ]);
  });

  it('says so in words', () => {
    const [since, triedAt, retryAt] = ['00:10', '00:11', '00:13'].map(
      (at) => new Date(`2025-03-02T${at}Z`),
    ) as [Date, Date, Date];
    expect(new DailyReportFailed({ day: '2025-03-01', since, triedAt, retryAt, tries: 2 }).message).toBe(
      "The report of 2025-03-01 is due and could not be made: tried 2 times, the last time at 2025-03-02T00:11:00.000Z, again at 2025-03-02T00:13:00.000Z. The service's log says why.",
    );
  });
});
