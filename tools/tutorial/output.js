const { stripVTControlCharacters } = require('node:util');

/** On the page, for what is left out: within a line, or as a line of its own. */
const LEFT_OUT = '…';

/** What is another one each time. @type {[RegExp, string][]} */
const VARYING = [
  [/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, '<id>'],
  [/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/g, '<time>'],
  [/\b\d{13}(?=-)/g, '<number>'],
  [/\b\d+ bytes/g, '<number> bytes'],
  [/\b(\d+(\.\d+)? ?(ms|s|min)\b ?)+/g, '<duration>'],
];
/** What npm says of itself and of the settings of whoever runs it, and how long something has taken so far. */
const BY_THE_WAY = /^(> |npm (warn|notice)\b|· )/i;

/**
 * Whether a command has printed what the page shows, but for ids, times and figures that vary, and the width of columns.
 *
 * @param {string} shown on the page @param {string} printed
 * @returns {string | undefined} where they part, in words; undefined: nowhere
 */
function differenceOf(shown, printed) {
  const [wanted, lines] = [linesOf(shown), linesOf(printed)];
  let furthest = 0;
  /** @param {number} at of the page @param {number} from of what was printed @returns {boolean} */
  const fits = (at, from) => {
    furthest = Math.max(furthest, at);
    const [line, printedLine] = [wanted[at], lines[from]];
    if (line === undefined) return printedLine === undefined;
    if (line === LEFT_OUT)
      return lines
        .slice(from)
        .concat('')
        .some((_, skipped) => fits(at + 1, from + skipped));
    return printedLine !== undefined && patternOf(line).test(printedLine) && fits(at + 1, from + 1);
  };
  if (fits(0, 0)) return undefined;
  const missing = wanted[furthest];
  return missing === undefined
    ? 'More is printed than the page shows'
    : `Not printed, or not there: "${missing}"`;
}

/** @param {string} line of the page */
function patternOf(line) {
  const parts = line.split(LEFT_OUT).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`);
}

/** @param {string} text @returns {string[]} */
function linesOf(text) {
  return stripVTControlCharacters(text)
    .split('\n')
    .map((line) => line.replace(/\s+/g, ' ').trim())
    .filter((line) => line !== '' && !BY_THE_WAY.test(line))
    .map((line) => VARYING.reduce((result, [varying, name]) => result.replace(varying, name), line));
}

module.exports = { differenceOf };
