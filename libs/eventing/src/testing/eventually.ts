import { setTimeout as pause } from 'node:timers/promises';

type Truthy<T> = Exclude<T, false | 0 | '' | null | undefined>;

/**
 * Waits until `condition` returns something truthy, and returns that.
 *
 * @param missing what is being waited for, as the end of "Waited 60000 ms in vain: …"
 * @param condition asked every few milliseconds; while it throws, the wait goes on
 * @throws Error after `withinMs`, saying what was missing and why the condition threw, if it did.
 * @example const order = await eventually('the order to be confirmed', async () => (await get(id)).status === 'confirmed');
 */
export async function eventually<T>(
  missing: string,
  condition: () => T | Promise<T>,
  withinMs = 60_000,
): Promise<Truthy<T>> {
  const deadline = Date.now() + withinMs;
  for (;;) {
    let cause: Error | undefined;
    try {
      const result = await condition();
      if (result) return result as Truthy<T>;
    } catch (error) {
      cause = error instanceof Error ? error : new Error(String(error));
    }
    if (Date.now() > deadline) {
      throw new Error(`Waited ${withinMs} ms in vain: ${missing}${cause ? ` (${cause.message})` : ''}`, {
        cause,
      });
    }
    await pause(20);
  }
}
