const { setTimeout: pause } = require('node:timers/promises');
const { ExplainedError } = require('../explained-error');

/**
 * Asks again and again until the condition holds; an exception thrown by it counts as "not yet",
 * unless it is an
 * `ExplainedError`: that is the last word.
 *
 * @param {() => boolean | Promise<boolean>} condition
 * @param {{ timeoutMs: number, everyMs?: number, message: (lastError?: Error) => string }} options
 * @throws {Error} with the message when the time is over
 */
async function waitUntil(condition, { timeoutMs, everyMs = 50, message }) {
  const deadline = Date.now() + timeoutMs;
  /** @type {Error | undefined} */
  let lastError;
  for (;;) {
    try {
      if (await condition()) return;
      lastError = undefined;
    } catch (error) {
      if (error instanceof ExplainedError) throw error;
      lastError = error instanceof Error ? error : new Error(String(error));
    }
    if (Date.now() > deadline) throw new Error(message(lastError), { cause: lastError });
    await pause(everyMs);
  }
}

module.exports = { waitUntil };
