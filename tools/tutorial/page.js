const { ExplainedError } = require('../explained-error');

/**
 * What a page tells somebody to do.
 *
 * @typedef {{ kind: 'command', text: string, output: string | undefined, line: number }} Command to be typed; what came out, where the page shows it
 * @typedef {{ kind: 'file', place: string, text: string, line: number }} WholeFile
 * @typedef {{ kind: 'change', place: string, text: string, line: number }} Change of a file, as a diff
 * @typedef {Command | WholeFile | Change} Step
 */

const FENCE = /^```(\w*)\n([^]*?)^```$/gm;
const PLACE_OF_FILE = /^\/\/ (\S+)\n/;
const PLACE_OF_CHANGE = /^--- a\/(\S+)\n\+\+\+ b\/\1\n/;

/**
 * The steps of a page in Markdown, in their order: `sh` is a command, `text` right after it what it prints; `ts` begins with a comment that names
 * the file; `diff` names it in its head. A page with any other block is refused: nobody would know whether what it says is so.
 *
 * @param {string} markdown @returns {Step[]}
 */
function stepsOf(markdown) {
  /** @type {Step[]} */
  const steps = [];
  for (const { 1: language = '', 2: text = '', index } of markdown.matchAll(FENCE)) {
    const line = markdown.slice(0, index).split('\n').length;
    if (language === 'text') show(steps, text, line);
    else steps.push(stepOf(language, text, line));
  }
  return steps;
}

/** @param {Step[]} steps @param {string} output @param {number} line */
function show(steps, output, line) {
  const last = steps.at(-1);
  if (last?.kind !== 'command' || last.output !== undefined)
    throw new ExplainedError(`Line ${line}: what is printed here has no command before it.`);
  last.output = output;
}

/** @param {string} language @param {string} text @param {number} line @returns {Step} */
function stepOf(language, text, line) {
  if (language === 'sh') return { kind: 'command', text, output: undefined, line };
  if (language === 'ts')
    return {
      kind: 'file',
      place: placeIn(PLACE_OF_FILE, text, line),
      text: text.replace(PLACE_OF_FILE, ''),
      line,
    };
  if (language === 'diff') return { kind: 'change', place: placeIn(PLACE_OF_CHANGE, text, line), text, line };
  throw new ExplainedError(
    `Line ${line}: a block of "${language}" is neither a command (sh), what it prints (text), a file (ts) nor a change (diff).`,
  );
}

/** @param {RegExp} pattern @param {string} text @param {number} line */
function placeIn(pattern, text, line) {
  const place = pattern.exec(text)?.[1];
  if (place) return place;
  throw new ExplainedError(
    `Line ${line}: which file is it? Its first line says so, in a comment ("// apps/…"), that of a change in "--- a/apps/…".`,
  );
}

module.exports = { stepsOf };
