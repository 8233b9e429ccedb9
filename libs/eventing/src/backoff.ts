/** Doubles from try to try up to a limit; the jitter keeps many who failed together from coming back together. */
export function backoffMs(failures: number, firstMs: number, maximumMs: number): number {
  return Math.min(firstMs * 2 ** Math.min(failures, 30), maximumMs) * (0.5 + Math.random() / 2);
}
