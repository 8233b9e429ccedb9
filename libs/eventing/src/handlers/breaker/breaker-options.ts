import ms, { type StringValue } from 'ms';

/**
 * When a consumer counts as failing for everything, and how long it pauses then. What is left out has its default; the
 * times are durations: `500ms`, `10s`, `1m`.
 */
export interface BreakerOptions {
  /** The share of the messages looked at that must have failed, above 0 and up to 1. Default 0.9. */
  threshold?: number;
  /** How many messages it looks at: the last ones tried, each counted once, by its last try. Default 10. */
  window?: number;
  /** It does not judge before it has seen so many; at most `window`. Default 5. */
  minimum?: number;
  /** An outcome is forgotten after this. Default `15m`, a little longer than the default retries of a message take. */
  forgetAfter?: StringValue;
  /** How long the first pause is. Each further one is twice as long, with jitter. Default `1s`. */
  firstPause?: StringValue;
  /** The longest pause. Default `1m`. */
  longestPause?: StringValue;
  /** So many messages must succeed, one at a time, to end it; when as many have failed first, it pauses again. Default 3. */
  probes?: number;
  /**
   * A message that failed for the first time longer ago than this uses up its retries even while everything fails, so that
   * nothing goes round for ever. Default `24h`.
   */
  longestOutage?: StringValue;
}

/** The same in milliseconds, with every default filled in. */
export interface BreakerSettings {
  threshold: number;
  window: number;
  minimum: number;
  forgetAfterMs: number;
  firstPauseMs: number;
  longestPauseMs: number;
  probes: number;
  longestOutageMs: number;
}

/** `false` where there is to be none. */
export type BreakerChoice = BreakerSettings | false;

const DEFAULTS: Required<BreakerOptions> = {
  threshold: 0.9,
  window: 10,
  minimum: 5,
  forgetAfter: '15m',
  firstPause: '1s',
  longestPause: '1m',
  probes: 3,
  longestOutage: '24h',
};

/** Each option from the first that gives it: the consumer's own, the service's, the default. Wrong ones are found by {@link breakerProblem}. */
export function resolveBreaker(
  own: BreakerOptions | false | undefined,
  service: BreakerOptions | false | undefined,
): BreakerChoice {
  if (own === false || (own === undefined && service === false)) return false;
  const chosen = { ...DEFAULTS, ...given(service || {}), ...given(own ?? {}) };
  return {
    threshold: chosen.threshold,
    window: chosen.window,
    minimum: chosen.minimum,
    forgetAfterMs: milliseconds(chosen.forgetAfter),
    firstPauseMs: milliseconds(chosen.firstPause),
    longestPauseMs: milliseconds(chosen.longestPause),
    probes: chosen.probes,
    longestOutageMs: milliseconds(chosen.longestOutage),
  };
}

/** What is wrong with it and what it may be, as the end of a sentence; undefined when nothing is. */
export function breakerProblem(breaker: BreakerChoice): string | undefined {
  if (breaker === false) return undefined;
  const { threshold, window, minimum, probes, firstPauseMs, longestPauseMs } = breaker;
  if (!(threshold > 0 && threshold <= 1)) return `breaker.threshold must be above 0 and at most 1.`;
  for (const [name, value] of Object.entries({ window, minimum, probes }))
    if (!Number.isInteger(value) || value < 1) return `breaker.${name} must be a whole number from 1.`;
  if (minimum > window)
    return `breaker.minimum (${minimum}) must not be more than breaker.window (${window}).`;
  const times = {
    firstPauseMs,
    longestPauseMs,
    forgetAfterMs: breaker.forgetAfterMs,
    longestOutageMs: breaker.longestOutageMs,
  };
  for (const [name, value] of Object.entries(times))
    if (!(value > 0))
      return `breaker.${name.slice(0, -2)} is no duration; write it like 500ms, 10s, 1m or 2h.`;
  if (firstPauseMs > longestPauseMs)
    return 'breaker.firstPause must not be longer than breaker.longestPause.';
  return undefined;
}

function given<T extends object>(options: T): Partial<T> {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as Partial<T>;
}

/** NaN for what is no duration. */
function milliseconds(duration: StringValue): number {
  return typeof duration === 'string' && duration.length > 0
    ? ((ms(duration) as number | undefined) ?? NaN)
    : NaN;
}
