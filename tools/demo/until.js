const { ExplainedError } = require('../explained-error');
const { waitUntil } = require('../servers/wait-until');

const DEADLINE_MS = 120_000;

/**
 * Looks again and again until what is seen is as it should be. A service that does not answer for a moment is
 * asked again.
 *
 * @template T
 * @param {string} what is waited for: "the payment to be settled"
 * @param {() => Promise<T>} look
 * @param {(seen: T) => boolean} isRight
 * @param {{ timeoutMs?: number, everyMs?: number }} [options]
 * @returns {Promise<T>} what was seen at last
 * @throws {ExplainedError} when the time is over: what was waited for, and what was seen instead
 */
async function until(what, look, isRight, { timeoutMs = DEADLINE_MS, everyMs = 50 } = {}) {
  /** @type {{ last?: T }} */
  const seen = {};
  try {
    await waitUntil(
      async () => {
        seen.last = await look().catch((error) => {
          throw new Error(error.details ? `${error.message}: ${error.details}` : error.message);
        });
        return isRight(seen.last);
      },
      {
        timeoutMs,
        everyMs,
        message: (error) => error?.message ?? `there is only ${JSON.stringify(seen.last)}`,
      },
    );
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new ExplainedError(`Waited ${timeoutMs / 1_000} s for ${what}, in vain: ${why}`, { cause: error });
  }
  return /** @type {T} */ (seen.last);
}

module.exports = { until };
