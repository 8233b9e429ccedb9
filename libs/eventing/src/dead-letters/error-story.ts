import { inspect } from 'node:util';
import { errorText } from '../error-text';

/** What a person needs to know of an error. */
export interface ErrorStory {
  name: string;
  message: string;
  /** With those of its causes, and nothing else that hangs on them. */
  stack: string | undefined;
}

const DEEPEST = 4;

/** Tells any thrown value, an error or not. */
export function errorStory(error: unknown): ErrorStory {
  try {
    return error instanceof Error ? storyOfError(error) : storyOfValue(error);
  } catch (unreadable) {
    return {
      name: 'Unreadable',
      message: `What was thrown cannot be read (${String(unreadable)}).`,
      stack: undefined,
    };
  }
}

function storyOfError(error: Error): ErrorStory {
  return {
    name: String(error.name || error.constructor.name),
    message: messagesOf(error).join(' ← ') || '(no message)',
    stack: errorText(error),
  };
}

/** The causes belong to the message: "could not reserve" alone finds nothing. What a wrapper quotes is not told again. */
function messagesOf(error: Error, depth = 0): string[] {
  const own = String(error.message);
  const inner: unknown[] = error instanceof AggregateError ? error.errors.slice(0, 5) : [error.cause];
  const causes = depth < DEEPEST ? inner.flatMap((cause) => causeOf(cause, depth)) : [];
  return [own, ...causes.filter((text) => !own || !own.includes(text.replace(/^\w+: /, '')))].filter(Boolean);
}

function causeOf(cause: unknown, depth: number): string[] {
  if (cause === undefined || cause === null) return [];
  if (!(cause instanceof Error)) return [inspect(cause, { depth: 0 })];
  const [first = '', ...rest] = messagesOf(cause, depth + 1);
  return [`${cause.name}: ${first}`, ...rest];
}

function storyOfValue(thrown: unknown): ErrorStory {
  const message = typeof thrown === 'string' ? thrown : inspect(thrown, { depth: 2 });
  return {
    name: `thrown ${typeof thrown}`,
    message: message || '(an empty text was thrown)',
    stack: undefined,
  };
}
