import type { Separator } from './separator';

/** Where a cell begins that would be a formula, in a file that is read as it is meant, or as another. The wide signs are the same to some programs. */
const FORMULAS: Record<Separator, RegExp> = {
  comma: /(^|[;\t\r\n])(?=["' ]*[=+\-@＝＋－＠])/g,
  semicolon: /(^|[,\t\r\n])(?=["' ]*[=+\-@＝＋－＠])/g,
};

/**
 * A text that no spreadsheet takes for a formula: it gets an apostrophe in front. Whoever names products must not be able to run
 * something on the computer of whoever reads the report. A file with commas, read where semicolons are expected, or the other way
 * round, has cells that begin in the middle of a text, whatever quotes there are: so that is looked for there, too.
 *
 * @param separator of the file that it goes into
 */
export function asText(text: string, separator: Separator): string {
  return text.replace(FORMULAS[separator], "$1'");
}
