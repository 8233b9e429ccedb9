import type { Day } from './day';

/** A day whose report could not be made, or not be compared with the facts, when that was last tried. */
export interface DailyReportFailure {
  day: Day;
  /** Of the first of these tries. */
  since: Date;
  tries: number;
  triedAt: Date;
  retryAt: Date;
}

const LONGEST_PAUSE_MIN = 60;

/** How long to wait before the next try: 1, 2, 4, … minutes, and no longer than an hour. */
export function pauseAfter(tries: number): number {
  return Math.min(2 ** (tries - 1), LONGEST_PAUSE_MIN) * 60_000;
}

export class DailyReportFailed extends Error {
  constructor({ day, tries, triedAt, retryAt }: DailyReportFailure) {
    super(
      `The report of ${day} is due and could not be made: tried ${tries === 1 ? 'once' : `${tries} times`}, ` +
        `the last time at ${triedAt.toISOString()}, again at ${retryAt.toISOString()}. The service's log says why.`,
    );
  }
}
