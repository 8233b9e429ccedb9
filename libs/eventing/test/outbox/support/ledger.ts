/** As much of an event as the account needs. */
export interface LedgerEvent {
  partitionkey: string;
  sequence: number;
}

export interface Account {
  delivered: number;
  lost: string[];
  /** Deliveries that came before an earlier event of their key had ever been delivered. */
  backward: string[];
  duplicates: number;
}

/** Compares what was committed with what was delivered, in the order of the deliveries. */
export function settle(committed: Iterable<string>, deliveries: readonly LedgerEvent[]): Account {
  const seen = new Set<string>();
  const highest = new Map<string, number>();
  const backward: string[] = [];
  for (const { partitionkey, sequence } of deliveries) {
    const before = highest.get(partitionkey) ?? 0;
    if (sequence > before + 1) backward.push(`${partitionkey} ${sequence} after ${before}`);
    highest.set(partitionkey, Math.max(before, sequence));
    seen.add(`${partitionkey} ${sequence}`);
  }
  const lost = [...committed].filter((event) => !seen.has(event));
  return { delivered: seen.size, lost, backward, duplicates: deliveries.length - seen.size };
}
