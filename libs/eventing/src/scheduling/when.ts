import ms, { type StringValue } from 'ms';
import { EventingError } from '../message/errors';

/** At a point in time, or so long after now: `{ after: '15m' }`. What lies in the past is due at once. */
export type When = { at: Date } | { after: StringValue };

/** A time to do something at cannot be understood. */
export class ScheduleError extends EventingError {}

/** When something is due, as the database takes it: one of both. `after` counts by its clock, from when it is stored. */
export interface DueTime {
  at: Date | null;
  afterMs: number | null;
}

/** Later than any plan, and still a time for JavaScript and PostgreSQL alike. */
const LATEST = Date.UTC(10_000, 0);

/** @throws ScheduleError saying what a time looks like. */
export function dueTime(when: When): DueTime {
  if ('at' in when) {
    if (when.at instanceof Date && when.at.getTime() < LATEST) return { at: when.at, afterMs: null };
    throw new ScheduleError(`at: ${describe(when.at)} is no date to wait for; give a Date.`);
  }
  const afterMs = milliseconds(when.after);
  if (afterMs >= 0 && Date.now() + afterMs < LATEST) return { at: null, afterMs: Math.round(afterMs) };
  throw new ScheduleError(
    `after: ${describe(when.after)} is no duration to wait for; write it like 500ms, 10s, 15m, 2h or 3d.`,
  );
}

/** `ms` throws for an empty text and for what is no text, and answers undefined or NaN for what is no duration. */
function milliseconds(duration: unknown): number {
  return typeof duration === 'string' && duration.length > 0 ? ms(duration as StringValue) : NaN;
}

/** How long it takes from now, by this process's clock; negative for what is past. */
export function fromNowMs({ at, afterMs }: DueTime): number {
  return afterMs ?? (at?.getTime() ?? 0) - Date.now();
}

function describe(value: unknown): string {
  return value instanceof Date ? 'an invalid or too distant Date' : (JSON.stringify(value) ?? String(value));
}
