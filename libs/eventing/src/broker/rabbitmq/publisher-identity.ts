import type { MessageProperties } from '../broker';

/** Beside a message that was passed on: for which user. Believed only of this service's own user. */
const PASSED_ON_FOR = 'x-warren-publisher';

interface Identified {
  userId?: unknown;
  headers?: Record<string, unknown>;
}

/**
 * Who published a message, as far as the broker vouches for it: the `user_id` that it has checked. Of a copy that this
 * service has made (for a retry, or in a migration) the one who published the original.
 *
 * @param self the broker's user of this service
 */
export function publisherOf({ userId, headers }: Identified, self: string): string | undefined {
  if (typeof userId !== 'string' || userId === '') return undefined;
  const original = headers?.[PASSED_ON_FOR];
  if (userId !== self || typeof original !== 'string') return userId;
  return original || undefined;
}

/**
 * The properties that tell the broker who publishes; it refuses a name that is not the connection's own. So a copy of another's
 * message says beside it whose it was.
 *
 * @param publisher of the original, `''` when nobody knows; undefined when this service is who says it
 */
export function identify(
  headers: MessageProperties['headers'],
  publisher: string | undefined,
  self: string,
): { userId: string; headers: MessageProperties['headers'] } {
  if (publisher !== undefined && publisher !== self)
    return { userId: self, headers: { ...headers, [PASSED_ON_FOR]: publisher } };
  if (headers?.[PASSED_ON_FOR] === undefined) return { userId: self, headers };
  const { [PASSED_ON_FOR]: _stale, ...others } = headers;
  return { userId: self, headers: others };
}
