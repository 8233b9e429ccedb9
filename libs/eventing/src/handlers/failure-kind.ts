import { QueryRunnerAlreadyReleasedError } from 'typeorm';
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

/** Classes 08 (connection), 53 (resources), 57P (shutdown) and 58 (system) and 25006: a server that has become a standby. */
const SQLSTATE_OF_AN_ILL_SERVER = /^(08...|53...|57P..|58...|25006)$/;

const NETWORK_CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EPIPE',
  'ETIMEDOUT',
]);

/** What pg and its pool say without any code. */
const MESSAGE_OF_A_LOST_CONNECTION =
  /Connection terminated|timeout exceeded when trying to connect|connection error and is not queryable|Client was closed|timeout expired|not currently accepting connections|Driver not Connected|Cannot use a pool after calling end/;

/** Wrappers and collections of errors are looked into this deep; an error may contain itself. */
const DEEPEST = 4;

/** @param permanent classes that count as permanent beside {@link PermanentError}. */
export function failureKind(error: unknown, permanent: readonly ErrorClass[] = [], depth = 0): FailureKind {
  if (error instanceof LeftUnsettled) return 'stopping';
  if (error instanceof PermanentError || permanent.some((errorClass) => error instanceof errorClass))
    return 'permanent';
  if (error instanceof AggregateError && error.errors.length > 0 && depth < DEEPEST) {
    return kindOfSeveral(error.errors.map((inner) => failureKind(inner, permanent, depth + 1)));
  }
  return isOfTheDatabase(error) ? 'infrastructure' : 'transient';
}

/** One that may pass makes it worth another try; only where all are permanent, the whole is. */
function kindOfSeveral(kinds: FailureKind[]): FailureKind {
  if (kinds.includes('infrastructure')) return 'infrastructure';
  return kinds.every((kind) => kind === 'permanent') ? 'permanent' : 'transient';
}

/** Looks behind wrappers too: repositories like to say "could not load" with the real error as the cause. */
function isOfTheDatabase(error: unknown, depth = 0): boolean {
  if (!(error instanceof Error) || depth > DEEPEST) return false;
  if (error instanceof QueryRunnerAlreadyReleasedError) return true; // the connection broke between two statements
  const { code, cause } = error as { code?: unknown; cause?: unknown };
  if (typeof code === 'string' && (SQLSTATE_OF_AN_ILL_SERVER.test(code) || NETWORK_CODES.has(code)))
    return true;
  return MESSAGE_OF_A_LOST_CONNECTION.test(error.message) || isOfTheDatabase(cause, depth + 1);
}
