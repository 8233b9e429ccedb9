import { EventingError } from '../message/errors';

/** A text was given as a consistency token that this library did not make. */
export class MalformedTokenError extends EventingError {}

/** Of the encoding: one that this version does not know is refused, not misread. */
const VERSION = '1.';
const ENCODED = /^1\.[\w-]+$/;
const LONGEST = 8_192;
const MOST_STREAMS = 200;

/**
 * What a piece of work has published: of each stream, the sequence of its last event. Whoever did the work hands it to a
 * query, which can then wait until its read model has come that far (`ReadModels.waitFor`).
 *
 * To clients it is an opaque text. It holds the kinds and ids of the aggregates that changed, and no more.
 */
export class ConsistencyToken {
  /** @param positions by stream (`/orders/order/0190c5d2-…`) */
  constructor(readonly positions: ReadonlyMap<string, number>) {}

  /**
   * Reads what {@link toString} wrote.
   *
   * @throws MalformedTokenError for every other text.
   */
  static parse(text: string): ConsistencyToken {
    const refuse = (why: string) => new MalformedTokenError(`This is no consistency token: ${why}.`);
    if (text.length > LONGEST) throw refuse(`it has ${text.length} characters, more than ${LONGEST}`);
    if (!ENCODED.test(text)) throw refuse('a service gives one out as a text that begins with "1."');
    const entries = decode(text.slice(VERSION.length));
    if (!entries) throw refuse('what it encodes is not a list of streams and sequences');
    return new ConsistencyToken(new Map(entries));
  }

  /** Nothing was published: every read model has caught up with that. */
  get isEmpty(): boolean {
    return this.positions.size === 0;
  }

  /** A token for both: of each stream, the later event. */
  and(other: ConsistencyToken): ConsistencyToken {
    const positions = new Map(this.positions);
    for (const [stream, sequence] of other.positions)
      positions.set(stream, Math.max(sequence, positions.get(stream) ?? 0));
    return new ConsistencyToken(positions);
  }

  /** Letters, digits, `.`, `-` and `_`: fits into a header or an address as it is. */
  toString(): string {
    return `${VERSION}${Buffer.from(JSON.stringify([...this.positions])).toString('base64url')}`;
  }
}

function decode(encoded: string): [string, number][] | undefined {
  try {
    const decoded: unknown = JSON.parse(Buffer.from(encoded, 'base64url').toString());
    return isListOfPositions(decoded) ? decoded : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function isListOfPositions(value: unknown): value is [string, number][] {
  return Array.isArray(value) && value.length <= MOST_STREAMS && value.every(isPosition);
}

/** PostgreSQL takes no NUL in a text. */
function isPosition(value: unknown): boolean {
  if (!Array.isArray(value) || value.length !== 2) return false;
  const [stream, sequence] = value as unknown[];
  const isStream = typeof stream === 'string' && stream.startsWith('/') && !stream.includes('\0');
  return isStream && Number.isSafeInteger(sequence) && (sequence as number) > 0;
}
