import { setTimeout as pause } from 'node:timers/promises';

/** Waits for a condition, looking often enough not to blur a measurement of seconds. */
export async function until(
  what: string,
  condition: () => boolean | Promise<boolean>,
  withinMs: number,
  everyMs = 5,
): Promise<void> {
  const deadline = performance.now() + withinMs;
  while (!(await condition())) {
    if (performance.now() > deadline) throw new Error(`Waited ${withinMs} ms in vain until ${what}.`);
    await pause(everyMs);
  }
}
