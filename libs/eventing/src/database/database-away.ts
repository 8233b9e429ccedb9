import { QueryRunnerAlreadyReleasedError, QueryRunnerProviderAlreadyReleasedError } from 'typeorm';

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

/** The connection broke between two statements. The first is what a query runner says, the second its entity manager. */
const RELEASED = [QueryRunnerAlreadyReleasedError, QueryRunnerProviderAlreadyReleasedError];

/** Wrappers and collections of errors are looked into this deep; an error may contain itself. */
const DEEPEST = 4;

/**
 * Whether an error means that the database cannot serve just now, rather than that it refused what was asked. Looks
 * behind wrappers, for repositories like to say "could not load" with the real error as the cause.
 *
 * @example if (isDatabaseAway(error)) throw new ServiceUnavailableException();
 */
export function isDatabaseAway(error: unknown, depth = 0): boolean {
  if (!(error instanceof Error) || depth > DEEPEST) return false;
  if (RELEASED.some((type) => error instanceof type)) return true;
  if (error instanceof AggregateError) return error.errors.some((one) => isDatabaseAway(one, depth + 1));
  const { code, cause } = error as { code?: unknown; cause?: unknown };
  if (typeof code === 'string' && (SQLSTATE_OF_AN_ILL_SERVER.test(code) || NETWORK_CODES.has(code)))
    return true;
  return MESSAGE_OF_A_LOST_CONNECTION.test(error.message) || isDatabaseAway(cause, depth + 1);
}
