import { setTimeout as pause } from 'node:timers/promises';

/**
 * Waits until `condition` returns something truthy, and returns that. Fails after `withinMs` with a message that says
 * what was missing and, where the condition threw, why.
 */
export async function eventually<T>(
  missing: string,
  condition: () => T | Promise<T>,
  withinMs = 30_000,
): Promise<NonNullable<T>> {
  const deadline = Date.now() + withinMs;
  let lastError: unknown;
  for (;;) {
    try {
      const result = await condition();
      if (result) return result;
      lastError = undefined;
    } catch (error) {
      lastError = error;
    }
    if (Date.now() > deadline) {
      throw new Error(
        `Waited ${withinMs} ms in vain: ${missing}${lastError ? ` (${String(lastError)})` : ''}`,
      );
    }
    await pause(20);
  }
}
