import { ValidateBy } from 'class-validator';
import { daysBetween, isDay } from '../domain/day';
import { IsDay } from './is-day';

const MAX_DAYS = 366;

/** Days are those of the reports' time zone; both ends are included. */
export class DayRangeRequest {
  /** The first day. */
  @IsDay()
  readonly from!: string;

  /** The last day: not before the first, and at most 366 days with it. */
  @IsDay()
  @IsWithinAYearOf('from')
  readonly to!: string;
}

function IsWithinAYearOf(first: 'from'): PropertyDecorator {
  const daysOf = (last: unknown, request: object) => {
    const from: unknown = (request as Record<string, unknown>)[first];
    return isDay(from) && isDay(last) ? daysBetween(from, last) : 1; // what is no day is told by its own rule
  };
  return ValidateBy({
    name: 'isWithinAYear',
    validator: {
      validate: (last, args) => {
        const days = daysOf(last, args?.object ?? {});
        return days >= 1 && days <= MAX_DAYS;
      },
      defaultMessage: (args) =>
        daysOf(args?.value, args?.object ?? {}) < 1
          ? `to must not be before ${first}`
          : `to must be at most ${MAX_DAYS} days from ${first}, counting both`,
    },
  });
}
