import { UsageError } from './usage-error';

/**
 * An option's value that is a whole number within limits.
 *
 * @throws UsageError that names the option.
 */
export function wholeNumber(
  value: string,
  option: string,
  { min, max }: { min: number; max: number },
): number {
  const number = /^\d{1,15}$/.test(value) ? Number(value) : NaN;
  if (number >= min && number <= max) return number;
  throw new UsageError(`${option} must be a whole number from ${min} to ${max}, not "${value}".`);
}
