/** How the copy of other services' aggregates that a projection keeps is doing. */
export interface SnapshotSummary {
  projection: string;
  /** The CloudEvents type of what it asks for. */
  snapshot: string;
  /**
   * `wanted`: it has not been asked for, say because the owner is not there yet. `asked`: no part of the answer has come.
   * `receiving`: some have. `complete`: all have.
   */
  state: 'wanted' | 'asked' | 'receiving' | 'complete';
  /** How many aggregates have come with the present answer, or came with the last one. */
  received: number;
  /** How many there are; null until the owner has sent the last of them. */
  expected: number | null;
  askedAt: Date | null;
  /** When it was complete the last time; null if it never was. */
  completedAt: Date | null;
}

/** A request as it is on record. */
export interface RequestRow {
  projection: string;
  snapshot: string;
  state: 'wanted' | 'asked' | 'complete';
  received: number;
  expected: number | null;
  askedAt: Date | null;
  completedAt: Date | null;
  /** When it is to be asked for (again); 0 or less: now. */
  nextInMs: number;
}

/** @param row undefined before anything was looked at. */
export function summaryOf(projection: string, snapshot: string, row?: RequestRow): SnapshotSummary {
  if (!row)
    return {
      ...{ projection, snapshot, state: 'wanted', received: 0, expected: null },
      ...{ askedAt: null, completedAt: null },
    };
  const { state, received, expected, askedAt, completedAt } = row;
  const isReceiving = state === 'asked' && (received > 0 || expected !== null);
  return {
    ...{ projection, snapshot, received, expected, askedAt, completedAt },
    state: isReceiving ? 'receiving' : state,
  };
}
