/** What has been looked through before: a fold that adds one line to a long list should not pay for the whole list. */
const known = new WeakSet<object>();

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
  if (known.has(value)) return value;
  if (!Array.isArray(value) && !isPlain(value)) return refuse(path, `a ${value.constructor.name}`);
  for (const [key, inner] of Object.entries(value)) acceptJson(inner, `${path}.${key}`);
  return remember(value);
}

/** Freezes a value that a column gave back, with all that is in it. Dates and buffers cannot be frozen. */
export function deepFreeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || known.has(value)) return value;
  if (!Array.isArray(value) && !isPlain(value)) return value;
  for (const inner of Object.values(value)) deepFreeze(inner);
  return remember(value);
}

/** A part of an event's payload is an instance of its class, and as good as plain: it has fields and nothing hidden. */
function isPlain(value: object): boolean {
  return Object.prototype.toString.call(value) === '[object Object]' && !('toJSON' in value);
}

function remember<T extends object>(value: T): T {
  known.add(value);
  return Object.freeze(value);
}

function refuse(path: string, what: string): never {
  throw new TypeError(
    `holds ${what}${path ? ` at ${path.slice(1)}` : ''}, which JSON does not give back as it was`,
  );
}
