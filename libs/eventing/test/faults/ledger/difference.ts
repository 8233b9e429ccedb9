/** Compares what was committed with what came of it, by an id that both carry. */
export function differences(
  committed: Iterable<string>,
  effected: Iterable<string>,
  effect: string,
): string[] {
  const times = new Map<string, number>();
  for (const id of effected) times.set(id, (times.get(id) ?? 0) + 1);
  const known = new Set(committed);
  const lost = [...known].filter((id) => !times.has(id)).map((id) => `lost: the ${effect} of ${id}`);
  const doubled = [...times]
    .filter(([, count]) => count > 1)
    .map(([id, count]) => `doubled: the ${effect} of ${id} (${count} times)`);
  const invented = [...times.keys()]
    .filter((id) => !known.has(id))
    .map((id) => `invented: the ${effect} of ${id}, which never committed`);
  return [...lost, ...doubled, ...invented];
}

/** Finds where numbers that should count up within each key go back, in the order they came. Repeats are looked over. */
export function backward(arrivals: Iterable<{ key: string; number: number }>): string[] {
  const highest = new Map<string, number>();
  const seen = new Set<string>();
  const problems: string[] = [];
  for (const { key, number } of arrivals) {
    if (seen.has(`${key} ${number}`)) continue;
    seen.add(`${key} ${number}`);
    const before = highest.get(key) ?? 0;
    if (number < before) problems.push(`backward: ${key} came to ${number} after ${before}`);
    else highest.set(key, number);
  }
  return problems;
}
