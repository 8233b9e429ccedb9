import { FoldError } from './projection-errors';
import type { FoldStep, StreamEvent } from './streams/stream-event';

/** Checks a row that a fold returned and makes it the one that the table will give back. */
export type AcceptRow = (key: string, row: object, before: object | undefined) => object;

/** An event at its place that could not be folded, and why. */
export interface RefusedEvent {
  event: StreamEvent;
  error: unknown;
}

export interface FoldOutcome {
  /** The last sequence applied, of each stream that moved. */
  gates: Map<string, number>;
  /** Every row that was loaded, as it is now; undefined where there is none. */
  rows: Map<string, object | undefined>;
  parked: RefusedEvent[];
  /** What follows a parked event in its stream and so must wait. */
  blocked: StreamEvent[];
}

/**
 * Applies events to rows, in memory: the heart of a projection. An event that fails changes nothing, and nothing after
 * it in its stream is applied; all other streams go on.
 *
 * @param due what is to be applied, in order.
 * @param rows every row that the events ask for, as the table has it.
 */
export function fold(
  due: readonly StreamEvent[],
  rows: ReadonlyMap<string, object | undefined>,
  accept: AcceptRow,
): FoldOutcome {
  const outcome: FoldOutcome = { gates: new Map(), rows: new Map(rows), parked: [], blocked: [] };
  const stopped = new Set<string>();
  for (const event of due) {
    if (stopped.has(event.stream)) {
      outcome.blocked.push(event);
      continue;
    }
    try {
      if (event.failure) throw event.failure.error;
      if (event.sealed && !event.step) throw new Error('The event was to be folded before it was decrypted.');
      if (event.step)
        outcome.rows.set(event.step.key, apply(event.step, outcome.rows.get(event.step.key), accept));
      outcome.gates.set(event.stream, event.sequence);
    } catch (error) {
      outcome.parked.push({ event, error });
      stopped.add(event.stream);
    }
  }
  return outcome;
}

function apply(
  { fold: { apply: foldOf }, key, payload, meta }: FoldStep,
  row: object | undefined,
  accept: AcceptRow,
): object | undefined {
  const result = foldOf(row, payload, meta);
  if (result === undefined || result === row) return result as object | undefined;
  if (typeof result === 'object' && result !== null && !isPromise(result)) return accept(key, result, row);
  throw new FoldError(
    `A fold returns the row, or undefined when there is none any more; it returned ${describe(result)}.`,
  );
}

function isPromise(value: object): boolean {
  return typeof (value as { then?: unknown }).then === 'function';
}

function describe(value: unknown): string {
  if (typeof value === 'object' && value !== null) return 'a promise';
  return value === null ? 'null' : `a ${typeof value}`;
}
