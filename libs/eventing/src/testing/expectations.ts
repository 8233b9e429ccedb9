import { inspect, isDeepStrictEqual } from 'node:util';

/**
 * What a test expects of a value: of objects the properties it names, of lists every element, of texts a pattern if it
 * likes. Matchers of test runners (`expect.any(String)`) are understood wherever a value is.
 */
export type Expected<T> = T extends string
  ? T | RegExp
  : T extends Date | Uint8Array
    ? T
    : T extends readonly (infer Element)[]
      ? readonly Expected<Element>[]
      : T extends object
        ? { readonly [K in keyof T]?: Expected<T[K]> }
        : T;

/** Each place in which a value is not what was expected, as a line for people; none when it is. */
export function differences(actual: unknown, expected: unknown, place = ''): string[] {
  const differs = (): string[] => [
    `${place ? `${place}: ` : ''}expected ${show(expected)}, but it is ${show(actual)}`,
  ];
  if (isMatcher(expected)) return expected.asymmetricMatch(actual) ? [] : differs();
  if (expected instanceof RegExp) return typeof actual === 'string' && expected.test(actual) ? [] : differs();
  if (Array.isArray(expected)) {
    if (!Array.isArray(actual) || actual.length !== expected.length) return differs();
    return expected.flatMap((element, index) => differences(actual[index], element, `${place}[${index}]`));
  }
  if (!isRecord(expected)) return isDeepStrictEqual(actual, expected) ? [] : differs();
  if (!isRecord(actual)) return differs();
  return Object.keys(expected).flatMap((key) =>
    differences(actual[key], expected[key], place ? `${place}.${key}` : key),
  );
}

/** A value in one line, as far as it is short. */
export function show(value: unknown): string {
  if (isMatcher(value) && value.toAsymmetricMatcher) return value.toAsymmetricMatcher();
  return inspect(value, { depth: 6, breakLength: 100, maxStringLength: 200, sorted: true });
}

/** The error of a test that found something else: it points at the line of the test that called `expectation`. */
export function failure(
  message: string,
  expectation: (...args: never[]) => unknown,
  options?: ErrorOptions,
): Error {
  const error = new Error(message, options);
  Error.captureStackTrace(error, expectation);
  return error;
}

interface Matcher {
  asymmetricMatch(value: unknown): boolean;
  /** What Jest and Vitest call it: `Any<String>`. */
  toAsymmetricMatcher?(): string;
}

function isMatcher(value: unknown): value is Matcher {
  return typeof (value as Partial<Matcher> | null)?.asymmetricMatch === 'function';
}

/** Something whose properties say all about it. */
function isRecord(value: unknown): value is Record<string, unknown> {
  return Object.prototype.toString.call(value) === '[object Object]';
}
