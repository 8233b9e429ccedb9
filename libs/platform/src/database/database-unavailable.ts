/** SQLSTATE classes and codes by which PostgreSQL says that it cannot serve just now. */
const UNAVAILABLE_SQLSTATE = /^(08...|57P0[1-5]|53300)$/;
const NETWORK_CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
]);
/** What the driver says without any code. */
const DRIVER_MESSAGES =
  /^(Connection terminated|timeout exceeded when trying to connect|timeout expired|Client has encountered a connection error)/;

/** Whether this error means that the database cannot be reached just now, rather than that it refused what was asked. */
export function isDatabaseUnavailable(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (error instanceof AggregateError) return error.errors.some(isDatabaseUnavailable);
  const code = (error as { code?: unknown }).code;
  if (typeof code === 'string' && (UNAVAILABLE_SQLSTATE.test(code) || NETWORK_CODES.has(code))) return true;
  return (
    DRIVER_MESSAGES.test(error.message) ||
    isDatabaseUnavailable((error as { driverError?: unknown }).driverError)
  );
}
