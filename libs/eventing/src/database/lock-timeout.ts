/** PostgreSQL's lock_not_available. */
const LOCK_NOT_AVAILABLE = '55P03';

/** Wrappers are looked into this deep; an error may contain itself. */
const DEEPEST = 4;

/**
 * Whether a statement gave up because somebody else has locked what it needs: longer than `lock_timeout`, which is a setting of the
 * connection.
 *
 * @example if (isLockTimeout(error)) throw new ServiceUnavailableException('Somebody else is at it; try again.');
 */
export function isLockTimeout(error: unknown, depth = 0): boolean {
  if (!(error instanceof Error) || depth > DEEPEST) return false;
  const { code, cause } = error as { code?: unknown; cause?: unknown };
  return code === LOCK_NOT_AVAILABLE || isLockTimeout(cause, depth + 1);
}
