/**
 * @typedef {import('./service-command').Message} Message
 * @typedef {Extract<Message, { kind: 'result' } | { kind: 'error' }>} End
 * @typedef {{ service: string, end: End | undefined, code: number }} Outcome end: what the service said last; a live
 *   command that was stopped says nothing
 */

const USAGE = 2;
const INTERRUPTED = 130;

/** A service that ended without a word, as when it was killed. @param {Outcome} outcome @returns {import('./service-command').Failure | undefined} */
function failureOf({ service, end, code }) {
  if (end?.kind === 'error') return end.error;
  if (end || code === 0 || code === INTERRUPTED) return undefined;
  return { kind: 'failed', message: `The process of ${service} ended with ${code}, and did not say why.` };
}

/** Whoever mistyped a command wants to hear it once, and not from seven services. @param {Outcome[]} outcomes */
function sameUsageError(outcomes) {
  const failures = outcomes.map(failureOf);
  const [first] = failures;
  const isSame = failures.every((one) => one?.kind === 'usage' && one.message === first?.message);
  return isSame ? first : undefined;
}

/**
 * By service, what it answered or why it did not; undefined when nobody had anything to say.
 *
 * @param {Outcome[]} outcomes
 */
function jsonOf(outcomes) {
  /** @type {Record<string, { error: import('./service-command').Failure } | { result: unknown }>} */
  const services = {};
  for (const outcome of outcomes) {
    const failure = failureOf(outcome);
    if (failure) services[outcome.service] = { error: failure };
    else if (outcome.end?.kind === 'result') services[outcome.service] = { result: outcome.end.result };
  }
  return Object.keys(services).length > 0 ? { services } : undefined;
}

/** The worst of all: not understood, then failed. @param {Outcome[]} outcomes */
function exitCodeOf(outcomes) {
  if (sameUsageError(outcomes)) return USAGE;
  const codes = outcomes.map(({ code }) => code);
  if (codes.includes(INTERRUPTED)) return INTERRUPTED;
  return codes.find((code) => code !== 0) === undefined ? 0 : 1;
}

module.exports = { exitCodeOf, failureOf, jsonOf, sameUsageError };
