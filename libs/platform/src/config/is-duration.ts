import { ValidateBy } from 'class-validator';
import ms, { type StringValue } from 'ms';

/** Node's timers can't wait for longer. */
const LONGEST_OF_A_TIMER: StringValue = '24d';

interface DurationLimits {
  atLeast?: StringValue;
  atMost?: StringValue;
  or?: string[];
}

/**
 * A setting that says how long, with its unit, as the package `ms` reads it: `500ms`, `30s`, `15m`, `1h`. A bare number would be
 * milliseconds to some and seconds to others, and is refused.
 *
 * @param limits what the setting may be at least (more than nothing, unless said) and at most (24 days, unless said: the longest
 *   that a timer waits; what waits in a table may wait for longer)
 * @param limits.or words that it may be instead
 * @example @Variable({ example: '15m' }) @IsDuration() readonly PAYMENT_WITHIN: StringValue = '15m';
 */
export function IsDuration(limits: DurationLimits = {}): PropertyDecorator {
  const { atLeast, atMost = LONGEST_OF_A_TIMER, or: words = [] } = limits;
  return ValidateBy({
    name: 'isDuration',
    validator: {
      validate: (value) => words.includes(value as string) || isDuration(value, atLeast, atMost),
      defaultMessage: () =>
        `must be ${words.map((word) => `${word}, or `).join('')}a span of time with its unit, ${atLeast ? `at least ${atLeast}` : 'more than none'} and at most ${atMost}`,
    },
  });
}

function isDuration(value: unknown, atLeast: StringValue | undefined, atMost: StringValue): boolean {
  if (typeof value !== 'string' || !/^\d{1,12}(\.\d{1,3})? ?[a-z]{1,12}$/i.test(value)) return false;
  const span = ms(value as StringValue) as number | undefined;
  return span !== undefined && span > 0 && span >= (atLeast ? ms(atLeast) : 0) && span <= ms(atMost);
}
