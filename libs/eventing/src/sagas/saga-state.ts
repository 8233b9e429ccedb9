import { SagaError } from './saga-errors';

/** PostgreSQL stores no NUL in jsonb, and no half of a character; JSON writes both as escapes. */
const NOT_STORABLE = /(^|[^\\])(\\\\)*\\u(0000|d[89a-f][0-9a-f]{2})/;

/**
 * A saga's state as JSON text.
 *
 * @throws SagaError when the next step would not find it as it is: JSON turns a Date into a text and drops what is private.
 */
export function stateAsJson(saga: string, state: unknown): string {
  const problem = problemIn(state, 'state', 0);
  if (problem)
    throw new SagaError(`${saga}: ${problem} Keep in the state only what JSON gives back as it was.`);
  const json = JSON.stringify(state ?? null);
  if (!NOT_STORABLE.test(json)) return json;
  throw new SagaError(
    `${saga}: its state holds a text with a NUL character or half a character, which the database does not store.`,
  );
}

const DEEPEST = 100;

function problemIn(value: unknown, path: string, depth: number): string | undefined {
  if (depth > DEEPEST) return `${path} is nested too deeply, or contains itself.`;
  if (value === null || ['string', 'boolean', 'undefined'].includes(typeof value)) return undefined;
  if (typeof value === 'number') return Number.isFinite(value) ? undefined : `${path} is ${value}.`;
  if (typeof value !== 'object') return `${path} is a ${typeof value}.`;
  if (Array.isArray(value)) return problemInList(value, path, depth);
  if (Object.prototype.toString.call(value) !== '[object Object]' || 'toJSON' in value)
    return `${path} is a ${value.constructor.name}.`;
  return firstProblem(Object.entries(value), (key, part) => problemIn(part, `${path}.${key}`, depth + 1));
}

function problemInList(list: unknown[], path: string, depth: number): string | undefined {
  return firstProblem([...list.entries()], (index, part) =>
    part === undefined ? `${path}[${index}] is undefined.` : problemIn(part, `${path}[${index}]`, depth + 1),
  );
}

function firstProblem<K>(
  entries: [K, unknown][],
  find: (key: K, part: unknown) => string | undefined,
): string | undefined {
  for (const [key, part] of entries) {
    const problem = find(key, part);
    if (problem) return problem;
  }
  return undefined;
}
