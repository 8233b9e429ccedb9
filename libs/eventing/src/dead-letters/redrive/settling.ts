import type { EntityManager } from 'typeorm';
import type { DeadLetterStatus } from '../dead-letter';
import type { RedriveMark } from './redrive-mark';
import { LOCK_LETTERS, SETTLE } from './settling.sql';

/**
 * What is to be done with a message that was sent round again.
 *
 * - `handle`: what was asked for.
 * - `skip`: a projection is to go on without it; it is to be discarded.
 * - `stale`: its letter is settled, parked again, or was sent once more since: this copy means nothing.
 * - `unknown`: there is no such letter (any more): it is a message like any other.
 */
export type Standing = 'handle' | 'skip' | 'stale' | 'unknown';

interface LockedLetter {
  id: string;
  status: DeadLetterStatus;
  drive: number;
  intent: 'redrive' | 'discard';
  target: string;
}

/** Looks up the letters of messages that a consumer got, and locks them until the transaction ends. */
export async function takeUp(
  db: Pick<EntityManager, 'query'>,
  marks: readonly RedriveMark[],
  consumer: string,
): Promise<(mark: RedriveMark) => Standing> {
  if (marks.length === 0) return () => 'unknown';
  const rows: LockedLetter[] = await db.query(LOCK_LETTERS, [marks.map(({ letter }) => letter)]);
  const letters = new Map(rows.map((row) => [row.id, row]));
  return ({ letter, drive }) => {
    const found = letters.get(letter);
    if (!found || found.target !== consumer) return 'unknown';
    const isOnItsWay = found.status === 'requested' || found.status === 'sent';
    if (!isOnItsWay || (drive !== undefined && drive !== found.drive)) return 'stale';
    return found.intent === 'discard' ? 'skip' : 'handle';
  };
}

/** Ends letters, in the transaction of the effect. Those that are done with already stay as they are. */
export async function settle(
  db: Pick<EntityManager, 'query'>,
  letters: readonly string[],
  remark?: string,
): Promise<void> {
  if (letters.length > 0) await db.query(SETTLE, [letters, remark ?? null]);
}
