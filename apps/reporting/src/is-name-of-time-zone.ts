import { ValidateBy } from 'class-validator';

/** Offsets are left out, though some know them: what is `+01:00` to JavaScript is west of Greenwich to PostgreSQL. */
const NAME = /^[a-z]/i;

/** The setting must be a time zone by its name: `UTC`, `Europe/Berlin`. */
export function IsNameOfTimeZone(): PropertyDecorator {
  return ValidateBy({
    name: 'isNameOfTimeZone',
    validator: {
      validate: (value) => typeof value === 'string' && NAME.test(value) && isKnown(value),
      defaultMessage: () => 'must be the name of a time zone, for example Europe/Berlin',
    },
  });
}

function isKnown(timeZone: string): boolean {
  try {
    return Boolean(new Intl.DateTimeFormat('en', { timeZone }));
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}
