import { inspect } from 'node:util';

/** What a person needs to know of an error. */
export interface ErrorStory {
  name: string;
  message: string;
  stack: string | undefined;
}

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
    message: [String(error.message), ...reasonsOf(error)].filter(Boolean).join(' ← ') || '(no message)',
    stack: inspect(error, { depth: 3, breakLength: 120, maxArrayLength: 20, maxStringLength: 2_000 }),
  };
}

/** The causes in the message too: "could not reserve" alone finds nothing. */
function reasonsOf(error: Error, depth = 0): string[] {
  if (depth === 4) return [];
  const inner = error instanceof AggregateError ? error.errors.slice(0, 5) : [error.cause];
  return inner.flatMap((cause: unknown) => {
    if (cause === undefined || cause === null) return [];
    return cause instanceof Error
      ? [`${cause.name}: ${cause.message}`, ...reasonsOf(cause, depth + 1)]
      : [inspect(cause, { depth: 0 })];
  });
}

function storyOfValue(thrown: unknown): ErrorStory {
  const message = typeof thrown === 'string' ? thrown : inspect(thrown, { depth: 2 });
  return {
    name: `thrown ${typeof thrown}`,
    message: message || '(an empty text was thrown)',
    stack: undefined,
  };
}
