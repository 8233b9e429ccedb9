import ms, { type StringValue } from 'ms';

/** How a moment is written: for messages. */
export const TIME_FORMS = 'a time like 2026-01-31T12:00:00Z, or how long ago like 2h';

/** A moment: `2026-01-31T12:00:00Z`, `2026-01-31` (UTC), or how long ago: `2h`. Undefined for anything else. */
export function timeOf(text: string): Date | undefined {
  const ago = /^\d+ ?[a-z]+$/i.test(text) ? ms(text as StringValue) : NaN;
  const time = new Date(ago > 0 ? Date.now() - ago : /^\d{4}-\d\d-\d\d/.test(text) ? text : NaN);
  return Number.isNaN(time.getTime()) ? undefined : time;
}
