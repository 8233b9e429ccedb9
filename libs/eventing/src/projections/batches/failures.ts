import { FoldError } from '../projection-errors';
import { RowsChangedError } from '../rows/row-table';
import type { StreamEvent } from '../streams/stream-event';

/** The table refuses what the fold made of an event: too long, null, not unique, out of range. */
export class RowRefusedError extends FoldError {}

/**
 * Classes of SQLSTATE that tell of bad data: 22 data exception, 23 integrity constraint violation, 54 program limit
 * exceeded (an index entry too long), P0 raised by a trigger. The same data will fail again.
 */
const REFUSALS = ['22', '23', '54', 'P0'];

/** Serialisation failure, deadlock: the transaction lost to another one. */
const CONFLICTS = ['40001', '40P01'];

/** A transaction in which something was refused, and so all of it undone. */
export class BatchRefusedError extends Error {
  /** @param due the events that it tried to apply: one of them is the culprit. */
  constructor(
    readonly refusal: unknown,
    readonly due: readonly StreamEvent[],
  ) {
    super(refusal instanceof Error ? refusal.message : String(refusal), { cause: refusal });
  }
}

/** Whether trying the same batch again can only fail again, because of something in it. */
export function isRefusal(error: unknown): boolean {
  return error instanceof FoldError || REFUSALS.includes(sqlStateOf(error)?.slice(0, 2) ?? '');
}

/** Whether another replica was in the way, and trying again at once is all there is to do. */
export function isConflict(error: unknown): boolean {
  return error instanceof RowsChangedError || CONFLICTS.includes(sqlStateOf(error) ?? '');
}

/**
 * The error as a dead letter tells it: without the statement and the rows that were in it, which the database quotes as its detail.
 * They may tell of persons whom the event in hand does not name.
 */
export function refusalOf(error: unknown): unknown {
  const state = sqlStateOf(error);
  if (state === undefined) return error;
  const cause = (error as { driverError?: unknown }).driverError ?? error;
  const { message, constraint, column } = cause as { message: string; constraint?: string; column?: string };
  return new RowRefusedError(
    `The read model's table refuses what the fold made of this event: ${message} (${[state, constraint, column].filter(Boolean).join(', ')}).`,
    { cause },
  );
}

function sqlStateOf(error: unknown): string | undefined {
  const code: unknown = (error as { code?: unknown } | null | undefined)?.code;
  return typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code) ? code : undefined;
}
