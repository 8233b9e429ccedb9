/** Causes of causes are followed so far; an error may be its own. */
const DEEPEST = 5;

/**
 * An error with its stack and what caused it. Only that: what else hangs on an error (the statement and its parameters on one of
 * the database, the whole response on one of an HTTP client) may be anything.
 */
export function errorText(error: Error, depth = 0): string {
  const own = error.stack || `${error.name}: ${error.message}`;
  // A stack is taken when the error is made, and its message may have been changed since.
  const text = own.includes(error.message) ? own : `${error.name}: ${error.message}\n${own}`;
  if (depth >= DEEPEST) return text;
  const inner = error instanceof AggregateError ? (error.errors as unknown[]) : [];
  return [text, ...[error.cause, ...inner].flatMap((cause) => causeText(cause, depth))].join('\n');
}

function causeText(cause: unknown, depth: number): string[] {
  if (cause === undefined || cause === null) return [];
  return [`Caused by: ${cause instanceof Error ? errorText(cause, depth + 1) : String(cause)}`];
}
