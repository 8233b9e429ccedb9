/**
 * A sum that came out of the database as text.
 *
 * @throws RangeError when a number in JavaScript cannot hold it exactly: a report that is wrong by a cent is wrong.
 */
export function exact(sum: string): number {
  const value = Number(sum);
  if (Number.isSafeInteger(value)) return value;
  throw new RangeError(
    `The sum ${sum} is larger than can be told exactly (${Number.MAX_SAFE_INTEGER}). Ask for fewer days at once.`,
  );
}
