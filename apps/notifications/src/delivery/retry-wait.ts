const LONGEST_MS = 15 * 60_000;

/**
 * How long a mail that could not be delivered waits: doubled with each try, up to 15 minutes, and less by chance, so that
 * what failed together does not come back together. There is no last try; what waits is seen as pending, with its problem.
 */
export function retryWaitMs(attempts: number, firstMs: number, random = Math.random()): number {
  const doubled = firstMs * 2 ** Math.min(attempts - 1, 30);
  return Math.min(doubled, LONGEST_MS) * (0.5 + random / 2);
}
