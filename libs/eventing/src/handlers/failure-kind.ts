import { isDatabaseAway } from '../database/database-away';
import { PermanentError } from '../message/errors';
import { LeftUnsettled } from './left-unsettled';

/**
 * What to do about a failure:
 *
 * - `permanent`: no retry can mend it; park.
 * - `infrastructure`: the database seems to be away; hold the message until it is back.
 * - `transient`: everything else; try again until the tries are exhausted.
 * - `stopping`: not a failure of the message at all; leave it to the broker.
 */
export type FailureKind = 'permanent' | 'infrastructure' | 'transient' | 'stopping';

export type ErrorClass = new (...args: never[]) => Error;

/** Collections of errors are looked into this deep; one may contain itself. */
const DEEPEST = 4;

/** @param permanent classes that count as permanent beside {@link PermanentError}. */
export function failureKind(error: unknown, permanent: readonly ErrorClass[] = [], depth = 0): FailureKind {
  if (error instanceof LeftUnsettled) return 'stopping';
  if (error instanceof PermanentError || permanent.some((errorClass) => error instanceof errorClass))
    return 'permanent';
  if (error instanceof AggregateError && error.errors.length > 0 && depth < DEEPEST) {
    return kindOfSeveral(error.errors.map((inner) => failureKind(inner, permanent, depth + 1)));
  }
  return isDatabaseAway(error) ? 'infrastructure' : 'transient';
}

/** One that may pass makes it worth another try; only where all are permanent, the whole is. */
function kindOfSeveral(kinds: FailureKind[]): FailureKind {
  if (kinds.includes('infrastructure')) return 'infrastructure';
  return kinds.every((kind) => kind === 'permanent') ? 'permanent' : 'transient';
}
