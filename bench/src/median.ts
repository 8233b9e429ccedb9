/**
 * Measures several times, and takes of each figure the one in the middle: a broker that has just been filled is up to four times as
 * fast, or as slow, as a moment later.
 */
export async function medianOf<T extends object>(turns: number, measure: () => Promise<T>): Promise<T> {
  const results: T[] = [];
  for (let turn = 0; turn < turns; turn++) results.push(await measure());
  const figures = Object.keys(results[0] as T).map((name) => {
    const values = results.map((result) => Number(result[name as keyof T])).sort((a, b) => a - b);
    return [name, values[Math.floor(values.length / 2)]];
  });
  return Object.fromEntries(figures) as T;
}
