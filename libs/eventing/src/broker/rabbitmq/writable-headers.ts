const DEEPEST = 8;

/**
 * Those of a message's headers that the AMQP library can write again as it has read them. One that it cannot would throw
 * in the middle of a publish, and the library would take every later confirm for that of another message.
 */
export function writableHeaders(headers: Record<string, unknown> = {}): Record<string, unknown> {
  return Object.fromEntries(Object.entries(headers).filter(([, value]) => isWritable(value, 0)));
}

function isWritable(value: unknown, depth: number): boolean {
  if (depth > DEEPEST || value === undefined) return false;
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return true;
  if (typeof value === 'number') return Number.isFinite(value) && Math.abs(value) <= Number.MAX_SAFE_INTEGER;
  if (Buffer.isBuffer(value)) return true;
  if (Array.isArray(value)) return value.every((item) => isWritable(item, depth + 1));
  return (
    typeof value === 'object' &&
    Object.entries(value).every(
      ([name, item]) => Buffer.byteLength(name) <= 255 && isWritable(item, depth + 1),
    )
  );
}
