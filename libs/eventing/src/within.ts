/** What {@link within} resolves to when the time was up first. */
export const TOO_LATE = Symbol('too late');

/** Waits for `work`, but not for ever: after `limitMs` it resolves to {@link TOO_LATE}, and what `work` does later is ignored. */
export async function within<T>(limitMs: number, work: Promise<T>): Promise<T | typeof TOO_LATE> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<typeof TOO_LATE>((resolve) => {
    timer = setTimeout(() => resolve(TOO_LATE), limitMs);
  });
  try {
    return await Promise.race([work, limit]);
  } finally {
    clearTimeout(timer);
  }
}
