/** Node's timers can't wait for longer: after three weeks a client has to come back in any case. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/**
 * Calls `end` when a caller's token is good no longer, for what goes on after the request was let in, like a stream: who has a new
 * token comes back.
 *
 * @returns takes it back, for when it is over before
 * @example response.once('close', atExpiry(caller.expiresAt, () => response.end()));
 */
export function atExpiry(expiresAt: Date, end: () => void): () => void {
  const timer = setTimeout(end, Math.min(expiresAt.getTime() - Date.now(), LONGEST_TIMER_MS));
  return () => clearTimeout(timer);
}
