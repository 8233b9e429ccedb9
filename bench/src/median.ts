/**
 * Measures several times, and takes of each figure the one in the middle: a broker that has just been filled is up to four times as
 * fast, or as slow, as a moment later.
 */
export async function medianOf<T extends object>(turns: number, measure: () => Promise<T>): Promise<T> {
  const results: T[] = [];
  for (let turn = 0; turn < turns; turn++) results.push(await measure());
  const figures = Object.keys(results[0] as T).map((name) => {
    return [name, middleOf(results.map((result) => Number(result[name as keyof T])))];
  });
  return Object.fromEntries(figures) as T;
}

/** Of an odd number of values. */
export function middleOf(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] as number;
}
