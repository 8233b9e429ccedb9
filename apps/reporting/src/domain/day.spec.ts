import { addDays, daysBetween, isDay, lastDayDue } from './day';

describe('isDay', () => {
  it.each(['2025-03-01', '2024-02-29', '0001-01-01', '9999-12-31'])('knows %s', (day) =>
    expect(isDay(day)).toBe(true),
  );

  it.each([
    '2025-02-29',
    '2025-13-01',
    '2025-3-1',
    '0000-01-01',
    '2025-03-01T00:00:00Z',
    '+2025-03-01',
    '',
    5,
  ])('refuses %p', (day) => expect(isDay(day)).toBe(false));
});

describe('days', () => {
  it('are counted with both ends, over months and leap years', () => {
    expect(daysBetween('2024-02-28', '2024-03-01')).toBe(3);
    expect(daysBetween('2025-01-01', '2025-01-01')).toBe(1);
    expect(daysBetween('2025-01-02', '2025-01-01')).toBe(0);
    expect(addDays('2024-12-31', 1)).toBe('2025-01-01');
    expect(addDays('2024-03-01', -1)).toBe('2024-02-29');
  });
});

describe('lastDayDue', () => {
  it.each([
    ['2025-03-02T00:09:59Z', '00:10', 'UTC', '2025-02-28'],
    ['2025-03-02T00:10:00Z', '00:10', 'UTC', '2025-03-01'],
    ['2025-03-02T23:59:59Z', '00:10', 'UTC', '2025-03-01'],
    ['2025-03-02T00:00:00Z', '00:00', 'UTC', '2025-03-01'],
    ['2025-03-02T23:58:59Z', '23:59', 'UTC', '2025-02-28'],
    ['2025-03-01T23:09:59Z', '00:10', 'Europe/Berlin', '2025-02-28'],
    ['2025-03-01T23:10:00Z', '00:10', 'Europe/Berlin', '2025-03-01'],
    ['2025-03-02T05:09:59Z', '00:10', 'America/New_York', '2025-02-28'],
    ['2025-03-02T05:10:00Z', '00:10', 'America/New_York', '2025-03-01'],
    // On 30 March there is no 02:30 in Berlin; on 26 October it comes twice.
    ['2025-03-30T00:59:59Z', '02:30', 'Europe/Berlin', '2025-03-28'],
    ['2025-03-30T01:00:00Z', '02:30', 'Europe/Berlin', '2025-03-29'],
    ['2025-10-26T00:30:00Z', '02:30', 'Europe/Berlin', '2025-10-25'],
  ])('at %s, with reports due at %s of %s, is %s', (now, at, timeZone, day) =>
    expect(lastDayDue(new Date(now), at, timeZone)).toBe(day),
  );
});
