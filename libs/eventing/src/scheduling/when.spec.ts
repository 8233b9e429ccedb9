import { dueTime, fromNowMs, ScheduleError, type When } from './when';

describe('a time to do something at', () => {
  it('is a date, or a duration from now', () => {
    const at = new Date('2026-01-01');
    expect(dueTime({ at })).toEqual({ at, afterMs: null });
    expect(dueTime({ after: '15m' })).toEqual({ at: null, afterMs: 900_000 });
    expect(dueTime({ after: '0s' })).toEqual({ at: null, afterMs: 0 });
  });

  it.each<[string, unknown]>([
    ['no date', { at: 'tomorrow' }],
    ['an invalid date', { at: new Date('tomorrow') }],
    ['a date beyond the calendar', { at: new Date(Date.UTC(20_000, 1)) }],
    ['no duration', { after: 'a while' }],
    ['an empty duration', { after: '' }],
    ['a number', { after: 900 }],
    ['the past', { after: '-1m' }],
    ['a duration beyond the calendar', { after: '900000y' }],
  ])('is refused when it is %s', (_what, when) => {
    expect(() => dueTime(when as When)).toThrow(ScheduleError);
  });

  it('is so long from now, and negative when it is past', () => {
    expect(fromNowMs(dueTime({ after: '2s' }))).toBe(2_000);
    expect(fromNowMs(dueTime({ at: new Date(0) }))).toBeLessThan(0);
  });
});
