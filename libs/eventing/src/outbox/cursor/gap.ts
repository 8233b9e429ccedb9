/** Positions, both ends included, that were missing between rows that were there. */
export interface Gap {
  low: number;
  high: number;
  /** Exceeds the id of every transaction that may own one of these positions. */
  bound: number;
  /** When the bound was taken, on the relay's own clock: what still runs below the bound has run at least since. */
  since: number;
}

/** What is left of the gaps once the rows at `found` have turned up. Both are sorted. */
export function withoutFound(gaps: readonly Gap[], found: readonly number[]): Gap[] {
  if (found.length === 0) return [...gaps];
  const left: Gap[] = [];
  let next = 0;
  for (const gap of gaps) {
    let low = gap.low;
    while (next < found.length && (found[next] as number) <= gap.high) {
      const position = found[next++] as number;
      if (position > low) left.push({ ...gap, low, high: position - 1 });
      low = position + 1;
    }
    if (low <= gap.high) left.push({ ...gap, low });
  }
  return left;
}
