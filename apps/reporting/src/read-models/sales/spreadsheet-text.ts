/** What makes a cell a formula where a cell begins. The wide ones are the same to some programs. */
const FORMULAS = /(^|[,;\t\r\n])(?=["'\s]*[=+\-@＝＋－＠])/g;

/**
 * A text that no spreadsheet takes for a formula: it gets an apostrophe in front. Whoever names products must not be able to run
 * something on the computer of whoever reads the report. A file with commas, read where semicolons are expected, or the other way
 * round, has cells that begin in the middle of a text, whatever quotes there are: so that is looked for there, too.
 */
export function asText(text: string): string {
  return text.replace(FORMULAS, "$1'");
}
