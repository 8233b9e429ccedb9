import { errorText, personalTextsInWork, secretsOf, withoutTexts } from '@warren/eventing';
import { knownSecrets } from './known-secrets';
import { isSecretName, REDACTED, withoutSecrets } from './secret-text';

const DEEPEST = 6;
const LONGEST_LIST = 100;

/** A text as it may be logged, or told to a collector of traces. */
export function redactText(text: string): string {
  return knownSecrets.withoutThem(withoutSecrets(withoutTexts(text, personalTextsInWork())));
}

/**
 * Anything as it may be logged: a copy that is plain JSON, without secrets by name, by mark ({@link Secret}), and in texts.
 * Never throws, whatever it is given.
 */
export function redact(value: unknown): unknown {
  return copy(value, []);
}

function copy(value: unknown, path: readonly object[]): unknown {
  if (typeof value === 'string') return redactText(value);
  if (typeof value === 'bigint' || typeof value === 'symbol') return String(value);
  if (typeof value === 'function') return `[function ${value.name}]`;
  if (typeof value !== 'object' || value === null) return value;
  if (path.includes(value)) return '[circular]';
  if (path.length >= DEEPEST) return '[too deep]';
  try {
    return copyObject(value, [...path, value]);
  } catch (error) {
    return `[unreadable: ${redactText(String((error as Error | undefined)?.message))}]`;
  }
}

function copyObject(value: object, path: readonly object[]): unknown {
  if (value instanceof Error) return redactText(errorText(value));
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'Invalid Date' : value.toISOString();
  if (value instanceof URL || value instanceof RegExp) return redactText(String(value));
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return `[${value.byteLength} bytes]`;
  if (value instanceof Map)
    return copyMembers(
      [...value].map(([key, one]) => [String(key), one]),
      NONE,
      path,
    );
  if (value instanceof Set || Array.isArray(value)) return copyList([...value], path);
  return copyMembers(Object.entries(value), secretsOf(value.constructor ?? Object), path);
}

function copyList(list: unknown[], path: readonly object[]): unknown[] {
  const shown = list.slice(0, LONGEST_LIST).map((one) => copy(one, path));
  return list.length > LONGEST_LIST ? [...shown, `[${list.length - LONGEST_LIST} more]`] : shown;
}

function copyMembers(
  members: [string, unknown][],
  marked: ReadonlySet<string>,
  path: readonly object[],
): Record<string, unknown> {
  return Object.fromEntries(
    members.map(([name, value]) => [
      redactText(name),
      (marked.has(name) || isSecretName(name)) && value !== undefined && value !== null
        ? REDACTED
        : copy(value, path),
    ]),
  );
}

const NONE: ReadonlySet<string> = new Set();
