import { UnplaceableEventError } from '../projection-errors';

/** An index entry may take a third of a page, about 2 700 bytes, and holds the projection's name too. */
const MAX_BYTES = 2_000;
const MAX_UTF8_BYTES_PER_UNIT = 3;

/** NUL, which PostgreSQL refuses in text, and halves of surrogate pairs, which it would give back as something else. */
const UNSTORABLE = /[\0\p{Surrogate}]/u;

/**
 * Makes sure that a text can be a key in the database and comes back as the same text: gates and rows are found again by
 * it.
 *
 * @throws UnplaceableEventError
 */
export function assertStorableKey(what: string, text: string): void {
  if (UNSTORABLE.test(text))
    throw new UnplaceableEventError(
      `${what} ${JSON.stringify(text)} contains characters that no table can keep.`,
    );
  if (text.length * MAX_UTF8_BYTES_PER_UNIT > MAX_BYTES && Buffer.byteLength(text) > MAX_BYTES)
    throw new UnplaceableEventError(`${what} is longer than ${MAX_BYTES} bytes: ${text.slice(0, 60)}…`);
}
