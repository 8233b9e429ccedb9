/**
 * Checks that a json column will give a value back as it is, and freezes it with all that is in it.
 *
 * @throws TypeError saying what it would not give back, and where in the value.
 */
export function acceptJson<T>(value: T, path = ''): T {
  if (value === null || value === undefined || typeof value === 'string' || typeof value === 'boolean')
    return value;
  if (typeof value === 'number') return Number.isFinite(value) ? value : refuse(path, String(value));
  if (typeof value !== 'object') return refuse(path, `a ${typeof value}`);
  if (!Array.isArray(value) && !isPlain(value)) return refuse(path, `a ${value.constructor.name}`);
  for (const key in value) acceptJson(value[key], `${path}.${key}`);
  return Object.freeze(value);
}

/** Freezes a value that came as JSON, with all that is in it. Dates and buffers cannot be frozen. */
export function deepFreeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  if (!Array.isArray(value) && !isPlain(value)) return value;
  for (const key in value) deepFreeze(value[key]);
  return Object.freeze(value);
}

/** A part of an event's payload is an instance of its class, and as good as plain: it has fields and nothing hidden. */
function isPlain(value: object): boolean {
  return Object.prototype.toString.call(value) === '[object Object]' && !('toJSON' in value);
}

function refuse(path: string, what: string): never {
  throw new TypeError(
    `holds ${what}${path ? ` at ${path.slice(1)}` : ''}, which JSON does not give back as it was`,
  );
}
