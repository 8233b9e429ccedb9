import type { EntityManager } from 'typeorm';
import type { DeadLetterStatus } from '../dead-letter';
import type { RedriveMark } from './redrive-mark';
import { LOCK_LETTERS, SET_LOCK_TIMEOUT, SETTLE } from './settling.sql';

/** Longer than the broker is given to confirm a batch. */
const LETTERS_WITHIN = '60s';

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
  const rows = await locked(db, marks);
  const letters = new Map(rows.map((row) => [row.id, row]));
  return ({ letter, drive }) => {
    const found = letters.get(letter);
    if (!found || found.target !== consumer) return 'unknown';
    const isOnItsWay = found.status === 'requested' || found.status === 'sent';
    if (!isOnItsWay || (drive !== undefined && drive !== found.drive)) return 'stale';
    return found.intent === 'discard' ? 'skip' : 'handle';
  };
}

/**
 * Who sends them has them locked until the broker has confirmed them, which may take longer than a handler waits for a row:
 * that is no failure of the letter. What comes afterwards waits no longer than usual.
 */
async function locked(
  db: Pick<EntityManager, 'query'>,
  marks: readonly RedriveMark[],
): Promise<LockedLetter[]> {
  const [usual] = (await db.query(SET_LOCK_TIMEOUT, [LETTERS_WITHIN])) as [{ timeout: string }];
  const rows: LockedLetter[] = await db.query(LOCK_LETTERS, [marks.map(({ letter }) => letter)]);
  await db.query(SET_LOCK_TIMEOUT, [usual.timeout]);
  return rows;
}

/** Ends letters, in the transaction of the effect. Those that are done with already stay as they are. */
export async function settle(
  db: Pick<EntityManager, 'query'>,
  letters: readonly string[],
  remark?: string,
): Promise<void> {
  if (letters.length > 0) await db.query(SETTLE, [letters, remark ?? null]);
}
