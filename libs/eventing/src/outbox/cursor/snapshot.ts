/** Which transactions of the cluster had ended when a statement looked: PostgreSQL's pg_snapshot. */
export interface Snapshot {
  /** Every transaction below has ended. */
  xmin: number;
  /** Transactions from here on count as running. */
  xmax: number;
  /** Those in between that were running. */
  running: ReadonlySet<number>;
}

/** Reads PostgreSQL's text for a snapshot: `xmin:xmax:running,running,…`. */
export function parseSnapshot(text: string): Snapshot {
  const [xmin = '', xmax = '', list = ''] = text.split(':');
  const running = new Set(list === '' ? [] : list.split(',').map(Number));
  return { xmin: Number(xmin), xmax: Number(xmax), running };
}

export function hasEnded(transaction: number, { xmin, xmax, running }: Snapshot): boolean {
  return transaction < xmin || (transaction < xmax && !running.has(transaction));
}
