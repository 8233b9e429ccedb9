/** A day of the calendar: `2025-03-01`. When it begins is said by a time zone. */
export type Day = string;

const DAY_MS = 86_400_000;

/** Whether it is a day of the calendar, written as ISO 8601 has it. */
export function isDay(value: unknown): value is Day {
  if (typeof value !== 'string' || !/^\d{4}-\d\d-\d\d$/.test(value)) return false;
  const start = Date.parse(`${value}T00:00:00Z`);
  // PostgreSQL has no year 0; and what JavaScript takes for 1 March is not 29 February.
  return !Number.isNaN(start) && !value.startsWith('0000') && dayOf(new Date(start)) === value;
}

function dayOf(moment: Date): Day {
  return moment.toISOString().slice(0, 10);
}

export function addDays(day: Day, days: number): Day {
  return dayOf(new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS));
}

/** How many days there are from the first to the last, both included; 0 or less when they are the wrong way round. */
export function daysBetween(first: Day, last: Day): number {
  return Math.round((Date.parse(last) - Date.parse(first)) / DAY_MS) + 1;
}

/**
 * The last day whose report is due.
 *
 * @param timeOfDay when a day's report is due on the day after it: `00:10`.
 * @param timeZone of the days and of that time: `Europe/Berlin`.
 */
export function lastDayDue(now: Date, timeOfDay: string, timeZone: string): Day {
  const { day, time } = onTheWall(now, timeZone);
  return addDays(day, time < timeOfDay ? -2 : -1);
}

/** What calendar and clock show there. */
function onTheWall(moment: Date, timeZone: string): { day: Day; time: string } {
  const format = new Intl.DateTimeFormat('en', {
    timeZone,
    calendar: 'iso8601',
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
  });
  const parts = Object.fromEntries(format.formatToParts(moment).map(({ type, value }) => [type, value]));
  return { day: `${parts.year}-${parts.month}-${parts.day}`, time: `${parts.hour}:${parts.minute}` };
}
