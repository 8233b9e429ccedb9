/** One line, of what can be written down and read by people. */
const ACCEPTABLE = /^[\p{L}\p{N}\p{P}\p{S} ]{1,200}$/u;

/**
 * Who asks for an operation on the command line, as it is recorded: one line of 1 to 200 characters. Nobody checks that it is true.
 *
 * @param refuse makes the error from what is wrong, as the end of a sentence
 * @throws what `refuse` makes.
 */
export function readActor(who: string, refuse: (problem: string) => Error): string {
  const trimmed = who.trim();
  if (ACCEPTABLE.test(trimmed)) return trimmed;
  throw refuse('must say who does this, in one line of 1 to 200 characters.');
}
