const SECOND = 1_000;
const MINUTE = 60 * SECOND;

/** A provider that comes back in the fourteenth minute is still in time for an order that waits for fifteen. */
const WAITS = [SECOND, 5 * SECOND, 15 * SECOND, MINUTE, 2 * MINUTE];
const LONGEST = 3 * MINUTE;

/**
 * How long to wait before the next turn of an order, in milliseconds. It never ends: what is to be taken is given up by the
 * order, and what is to be given back is somebody's money.
 *
 * @param tries how many turns in a row have got no answer, at least 1
 * @param random what keeps orders that failed together from coming back together, from 0 to 1
 */
export function retryWaitMs(tries: number, random = Math.random()): number {
  return (WAITS[tries - 1] ?? LONGEST) * (0.8 + 0.2 * random);
}
