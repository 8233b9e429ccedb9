import { UsageError } from '../command-line/usage-error';

const POSITION = /^\d{1,15}$/;
const TIME = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d))?$/i;

/** A place in the outbox: `1200` is a position, `2026-03-01T10:00:00Z` or `2026-03-01` (UTC) a time. Undefined for neither. */
export function readPlace(text: string): number | Date | undefined {
  if (POSITION.test(text)) return Number(text);
  const time = TIME.test(text) ? new Date(text) : undefined;
  return time && !Number.isNaN(time.getTime()) ? time : undefined;
}

/** @throws UsageError */
export function placeOption(option: string, text: string): number | Date {
  const place = readPlace(text);
  if (place !== undefined) return place;
  throw new UsageError(
    `${option} must be a position (1200) or a time (2026-03-01T10:00:00Z), not "${text}".`,
  );
}
